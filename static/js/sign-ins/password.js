/** Signing in by name, password and code. */
import { post } from "../api.js"
import { codeField, credentialForm, loginField, passwordField } from "../credentials.js"
import { h } from "../dom.js"
import { t } from "../translate.js"

/** @param {{ take: (answer: import("../passkey.js").Entered) => void }} deeds */
export const form = ({ take }) =>
  h(
    "details",
    null,
    h("summary", null, t("sign_in.password")),
    credentialForm({
      fields: [loginField(), passwordField(), codeField()],
      deed: t("sign_in.title"),
      isMain: false,
      submit: async (values) => take(await post("/api/sign-in/password", values)),
    }),
  )
