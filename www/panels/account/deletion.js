// @ts-check
import { accountSection } from "../../account-section.js";
import { announce } from "../../announce.js";
import { clearAlert } from "../../alert.js";
import { element } from "../../dom.js";
import { field } from "../../fields.js";
import { check, onSubmit, setFieldError } from "../../form.js";

/** The end of an account, which asks twice. @param {import("../../model.js").Model} model */
export function mountDeletion(model) {
  const section = accountSection(model, "deletion", "Delete the account", "for good");
  const name = field("delete-username", "Type your username to confirm");
  const form = element(
    "form", { id: "delete-form", method: "post", novalidate: true },
    element("p", {}, "The account and all that the pool knows of you will be gone. Nobody can bring it back."), name.box,
    element("div", { class: "actions" }, element("button", { class: "button button-danger", type: "submit" }, "Delete the account")),
  );
  section.body.append(form);
  section.details.addEventListener("toggle", () => {
    if (section.details.open) return;
    name.input.value = "";
    setFieldError(name.input, null);
  });

  onSubmit(form, async () => {
    clearAlert(section.alert);
    const username = model.session?.user.username;
    if (!check([[name.input, name.input.value.trim() === username ? null : `Type ${username} to confirm.`]])) return;
    try {
      await (await model.accounts()).deleteUser();
      announce("The account is deleted.");
    } catch (error) {
      section.failed(error);
    }
  });
  return section.details;
}
