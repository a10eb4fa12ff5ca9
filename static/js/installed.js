/** Whether this runs from the home screen. iPhones before 16.4 say so in a way of their own. */
export const isInstalled = () =>
  matchMedia("(display-mode: standalone)").matches || /** @type {any} */ (navigator).standalone === true
