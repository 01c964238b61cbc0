// @ts-check
import { accountSection } from "../../account-section.js";
import { announce } from "../../announce.js";
import { clearAlert } from "../../alert.js";
import { element } from "../../dom.js";
import { choices, chosenIn, field } from "../../fields.js";
import { check, onSubmit } from "../../form.js";

const ANSWERS = [
  { value: "Valid", label: "It was me", hint: "The pool’s threat protection learns that this was harmless." },
  { value: "Invalid", label: "It was not me", hint: "Change the password, and end the session, too." },
];

/** Feedback on a sign-in that threat protection has asked about, from what is in its mail. @param {import("../../model.js").Model} model */
export function mountFeedback(model) {
  const section = accountSection(model, "feedback", "Sign-in feedback", "was it you?");
  const event = field("feedback-event", "Event");
  const token = field("feedback-token", "Token");
  const list = choices("feedback", "The sign-in", ANSWERS);
  const use = element("button", { class: "button button-small", type: "button" }, "Fill it in");
  const line = element("div", { class: "local-hint", hidden: true }, element("span", {}, "Mail about a sign-in has come. "), use);
  const form = element(
    "form", { id: "feedback-form", method: "post", novalidate: true },
    element("p", { class: "hint" }, "A pool with threat protection writes to its users about sign-ins. The link in that mail names an event, and holds a token."),
    line, event.box, token.box, list,
    element("div", { class: "actions" }, element("button", { class: "button button-primary", type: "submit" }, "Tell the pool")),
  );
  section.body.append(form);

  const newest = () => model.inbox.messages?.find(({ purpose, username }) => purpose === "AUTH_EVENT" && username === model.session?.user.username);
  const show = () => { line.hidden = !newest(); };
  model.inbox.addEventListener("change", show);
  model.on("session", () => {
    if (!model.session) form.reset();
    show();
  });
  use.addEventListener("click", () => {
    const mail = newest();
    if (!mail) return;
    event.input.value = /Event ([\w-]+)/.exec(mail.message)?.[1] ?? "";
    token.input.value = mail.code;
    list.querySelector("input")?.focus();
  });

  onSubmit(form, async () => {
    const username = model.session?.user.username;
    clearAlert(section.alert);
    const complete = check([
      [event.input, event.input.value.trim() ? null : "Enter the event that the mail names."],
      [token.input, token.input.value.trim() ? null : "Enter the token of the mail."],
    ]);
    if (!complete || !username) return;
    try {
      const feedbackValue = /** @type {"Valid" | "Invalid"} */ (chosenIn(list));
      await (await model.accounts()).updateAuthEventFeedback({ username, eventId: event.input.value.trim(), feedbackToken: token.input.value.trim(), feedbackValue });
      form.reset();
      announce("The pool knows your answer.");
    } catch (error) {
      section.failed(error);
    }
  });
  return section.details;
}
