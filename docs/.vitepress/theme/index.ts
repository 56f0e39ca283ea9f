import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme";
import { defineAsyncComponent } from "vue";

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    // The connectors and their fakes are loaded on the page of the playground alone.
    app.component(
      "ConnectorPlayground",
      defineAsyncComponent(() => import("./playground/ConnectorPlayground.vue")),
    );
  },
} satisfies Theme;
