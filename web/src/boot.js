// SPDX-License-Identifier: Apache-2.0
// Runs before the first paint: picks the colours and the language that main.tsx will use, so that nothing flashes, and sets the
// page's Trusted Types rule. A classic script in plain JavaScript, because modules run only after the browser has painted.
(function boot() {
  const root = document.documentElement;
  const read = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const chosen = read("callout.scheme");
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.mantineColorScheme = dark ? "dark" : "light";
  const language = read("callout.language") ?? navigator.language;
  root.lang = language.toLowerCase().startsWith("pt") ? "pt-BR" : "en";

  // The component library writes its style sheets through innerHTML. Text without "<" can hold no element, so that alone passes;
  // every other string that would become markup or script is refused by the browser.
  if (window.trustedTypes) {
    window.trustedTypes.createPolicy("default", { createHTML: (text) => (text.includes("<") ? null : text) });
  }
})();
