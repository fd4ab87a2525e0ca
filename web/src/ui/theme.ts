// SPDX-License-Identifier: Apache-2.0
// Colours, type and defaults of all controls. The shades are chosen so that text on them reaches 4.5:1 in both schemes (WCAG AA);
// dev/look.mjs measures that on every screen.
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

const brand: MantineColorsTuple = [
  "#e7f8f4", "#cdefe8", "#9edfd2", "#6accba", "#43bda7", "#27a890", "#169079", "#107f6b", "#0b7362", "#085c4f",
];
const gray: MantineColorsTuple = [
  "#f6f8fa", "#eef2f5", "#e3e9ee", "#d2dae2", "#b3bdc9", "#86929f", "#5a6675", "#475261", "#2f3945", "#1a2129",
];
const yellow: MantineColorsTuple = [
  "#fef6e7", "#fbe9c8", "#f6d79d", "#f3b765", "#e79c36", "#cf8217", "#b56a0a", "#9c5700", "#8a4b00", "#6b3900",
];
const dark: MantineColorsTuple = [
  "#dbe1e8", "#bcc5cf", "#9ba6b4", "#76828f", "#36404b", "#2a323c", "#1b2128", "#151a20", "#10141a", "#0b0e13",
];
const red: MantineColorsTuple = [
  "#fef1f0", "#fde0dd", "#fbc0ba", "#f79b92", "#f07a6e", "#e55b4d", "#d64235", "#c53024", "#b42318", "#8f1a11",
];

export const theme = createTheme({
  primaryColor: "brand",
  primaryShade: { light: 8, dark: 8 },
  colors: { brand, gray, dark, red, yellow },
  black: "#161d25",
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  headings: {
    fontWeight: "650",
    sizes: { h1: { fontSize: "1.5rem", lineHeight: "1.25" }, h2: { fontSize: "1.0625rem", lineHeight: "1.4" }, h3: { fontSize: "0.9375rem", lineHeight: "1.4" } },
  },
  defaultRadius: "md",
  radius: { xs: "4px", sm: "6px", md: "9px", lg: "14px", xl: "20px" },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Modal: { defaultProps: { centered: true, radius: "lg", overlayProps: { blur: 3, backgroundOpacity: 0.45 } } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
    Menu: { defaultProps: { shadow: "md", position: "bottom-end", withinPortal: false, withInitialFocusPlaceholder: false } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: "lg" } },
    Table: { defaultProps: { borderColor: "var(--line)" } },
    Select: { defaultProps: { allowDeselect: false, checkIconPosition: "right" } },
  },
});

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#ffffff",
    "--mantine-color-dimmed": gray[6],
    "--mantine-color-error": "#b42318",
    "--mantine-color-default-border": gray[3],
    "--canvas": gray[0],
    "--sidebar": gray[1],
    "--line": gray[2],
    "--raised": "#ffffff",
    "--sunken": gray[0],
    "--field-line": gray[5],
    "--accent": brand[8],
    "--good": "#0a6b3d",
    "--good-soft": "#e3f5ea",
    "--warn": "#8a4b00",
    "--warn-soft": "#fdf0dc",
    "--bad": "#b42318",
    "--bad-soft": "#fdeceb",
    "--busy": "#1b5fb8",
    "--busy-soft": "#e6f0fc",
    "--calm": gray[7],
    "--calm-soft": gray[1],
  },
  dark: {
    "--mantine-color-body": dark[6],
    "--mantine-color-dimmed": dark[2],
    "--mantine-color-error": "#ff9c92",
    "--mantine-color-default-border": dark[4],
    "--canvas": dark[7],
    "--sidebar": dark[8],
    "--line": dark[5],
    "--raised": dark[5],
    "--sunken": dark[7],
    "--field-line": dark[3],
    "--accent": brand[3],
    "--good": "#63d79b",
    "--good-soft": "#12301f",
    "--warn": "#f3b765",
    "--warn-soft": "#372711",
    "--bad": "#ff9c92",
    "--bad-soft": "#3c1b18",
    "--busy": "#86b9fb",
    "--busy-soft": "#152a45",
    "--calm": dark[1],
    "--calm-soft": dark[5],
  },
});
