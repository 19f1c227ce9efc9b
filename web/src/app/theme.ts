import { createTheme, type MantineColorsTuple } from "@mantine/core";

// The red of official letterheads; 7 carries white text at 6.9:1.
const gov: MantineColorsTuple = [
  "#FFF1F0", "#FBDEDC", "#F2B8B5", "#E98F8B", "#DF6863", "#D24A46", "#C4302F", "#B3161B", "#960F15", "#7A0C12",
];
// Ink from near white to black, warm.
const gray: MantineColorsTuple = [
  "#FBFAF8", "#F3F1ED", "#E7E4DE", "#D8D4CC", "#BDB8AE", "#8E897F", "#69655C", "#504D46", "#383631", "#1F1F1F",
];

const sans = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", system-ui, sans-serif';

export const theme = createTheme({
  primaryColor: "gov",
  primaryShade: 7,
  colors: { gov, gray },
  white: "#FFFFFF",
  black: "#1F1F1F",
  fontFamily: sans,
  headings: { fontFamily: sans, fontWeight: "600" },
  fontSizes: { xs: "0.8125rem", sm: "0.875rem", md: "1rem", lg: "1.125rem", xl: "1.3125rem" },
  lineHeights: { xs: "1.5", sm: "1.55", md: "1.6", lg: "1.6", xl: "1.4" },
  spacing: { xs: "0.5rem", sm: "0.75rem", md: "1rem", lg: "1.5rem", xl: "2rem" },
  defaultRadius: 8,
  respectReducedMotion: true,
  cursorType: "pointer",
});
