import { useAsker } from "../app/viewer";
import { useWords } from "../shared/language";
import { messages } from "./messages";
import type { Proposal } from "./operations";

/** Which version of a form is in force, under which number and until when: while the next one is designed or decided,
 *  and also when nothing came of it, that is the former one. */
export function InForce({ proposal }: { proposal: Proposal }) {
  const say = useWords(messages).version;
  const { county: { today } } = useAsker();
  const { form, state, version } = proposal;
  if (!form) return null;
  const until = form.validTo ? say.until(form.validTo) : say.forGood;
  const of = (n: number) => say.named(n, form.approvalNo ?? form.code);
  const from = form.validFrom ?? "";
  const told = () => {
    if (form.validTo && form.validTo < today) return say.over(of(state === "IN_FORCE" || state === "EXPIRED" ? version : version - 1), form.validTo);
    if (state === "IN_FORCE" || state === "EXPIRED") return from > today ? say.later(of(version), from, until, version > 1) : say.now(of(version), from, until);
    return state === "DESIGN" || state === "SUBMITTED" ? say.former(of(version - 1), from, until, version) : say.stays(of(version - 1), from, until, version);
  };
  return <p role="note">{told()}</p>;
}
