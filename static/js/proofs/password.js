/** Proving with password and code who one is. */
import { post } from "../api.js"
import { codeField, credentialForm, passwordField } from "../credentials.js"
import { t } from "../translate.js"

/** @param {{ done: (me: import("../session.js").Me) => void }} deeds */
export const form = ({ done }) =>
  credentialForm({
    fields: [passwordField(), codeField()],
    deed: t("proof.password"),
    isMain: false,
    submit: async (values) => done(await post("/api/me/prove/password", values)),
  })
