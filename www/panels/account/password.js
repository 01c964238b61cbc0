// @ts-check
import { accountSection } from "../../account-section.js";
import { clearAlert, showAlert } from "../../alert.js";
import { element } from "../../dom.js";
import { field, passwordField } from "../../fields.js";
import { check, onSubmit, setFieldError } from "../../form.js";
import { policyList } from "../../password-policy.js";

/** Another password. @param {import("../../model.js").Model} model */
export function mountPasswordChange(model) {
  const section = accountSection(model, "change-password", "Password", "change it");
  const username = field("change-username", "Username", { autocomplete: "username", readonly: true });
  const previous = passwordField("previous-password", "Present password", "current-password", { hint: "Leave it empty where the account has none yet." });
  const proposed = passwordField("proposed-password", "New password", "new-password");
  const policy = policyList(model, proposed.input, "change-policy");
  const form = element(
    "form", { id: "change-password-form", method: "post", novalidate: true }, username.box, previous.box, proposed.box, policy.box,
    element("div", { class: "actions" }, element("button", { class: "button button-primary", type: "submit" }, "Change password")),
  );
  section.body.append(form);
  const empty = () => {
    for (const { input } of [previous, proposed]) {
      input.value = "";
      setFieldError(input, null);
    }
    policy.show();
  };
  section.details.addEventListener("toggle", () => { if (!section.details.open) empty(); });
  model.on("session", () => { username.input.value = model.session?.user.username ?? ""; });

  onSubmit(form, async () => {
    clearAlert(section.alert);
    if (!check([[proposed.input, proposed.input.value ? null : "Choose a password."], [previous.input, null]])) return;
    try {
      await (await model.accounts()).changePassword({
        proposedPassword: proposed.input.value, ...(previous.input.value ? { previousPassword: previous.input.value } : {}),
      });
      empty();
      showAlert(section.alert, { kind: "good", title: "Your password is changed.", text: "Other sign-ins go on until they are ended: see Sessions." });
    } catch (error) {
      const problem = section.failed(error);
      if (problem.code === "IncorrectUsernameOrPassword") mend(previous.input, "This is not the present password.");
      if (problem.code === "InvalidPassword" || problem.code === "PasswordHistoryPolicyViolation") mend(proposed.input, problem.text);
    }
  });
  return section.details;
}

/** @param {HTMLInputElement} input @param {string} text */
function mend(input, text) {
  setFieldError(input, text);
  input.focus();
}
