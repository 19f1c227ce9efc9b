"""What hinders a reader of a page: text that is cut off or out of reach, and what axe finds serious."""

from playwright.sync_api import Page

from server.settings import ROOT

AXE = ROOT / ".cache" / "page" / "web" / "node_modules" / "axe-core" / "axe.min.js"
# Elements whose text is wider than their box and hidden by it, and those that stand out of the window.
CUT_OFF = """() => {
  const wide = document.documentElement.clientWidth;
  const hidden = (element) => element.closest("[aria-hidden=true], .visually-hidden, [hidden]") !== null;
  const needed = document.documentElement.scrollWidth, found = needed > wide ? [`the page is ${needed} wide`] : [];
  for (const element of document.body.querySelectorAll("*")) {
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    if (!box.width || !box.height || hidden(element) || style.visibility === "hidden") continue;
    if (box.right > wide + 1 || box.left < -1) {
      const skip = element.className.toString().includes("skip");
      if (!skip) found.push(`outside: ${element.tagName} ${element.className} ${element.textContent.slice(0, 40)}`);
    }
    const clips = style.overflowX === "hidden" || style.overflowX === "clip";
    if (clips && element.scrollWidth > element.clientWidth + 1 && box.width > 2)
      found.push(`cut off: ${element.tagName} ${element.className} ${element.textContent.slice(0, 40)}`);
  }
  return found;
}"""
SERIOUS = ("serious", "critical")


def faults(page: Page) -> list[str]:
    """What is cut off or out of reach, and what axe finds serious."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    serious = [each for each in found if each["impact"] in SERIOUS]
    told = [f"{each['id']}: {node['html'][:200]}" for each in serious for node in each["nodes"][:3]]
    return [*page.evaluate(CUT_OFF), *told]
