"""The page in a real browser: what a person sees and can do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mtalign.pipeline import check
from mtalign.records import Report
from mtalign.report import render_html
from tests.report.test_html import HOSTILE, of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the path (Debian package: chromium)")
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync".split()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def path(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "report.html"
    file.write_text(render_html(report), encoding="utf-8")
    return file


@pytest.fixture
def page(browser: Browser, path: Path) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    problems: list[str] = []
    opened.on("console", lambda message: problems.append(message.text))
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on(
        "request", lambda request: problems.append(request.url) if not request.url.startswith(("file:", "data:")) else None
    )
    opened.goto(path.as_uri())
    yield opened
    opened.close()
    assert problems == []


@pytest.fixture(scope="module")
def checked_path(tmp_path_factory: pytest.TempPathFactory, sample: str, reference: str) -> Path:
    from mtalign.detect import catalogue
    from mtalign.report import Context, render_checked
    from mtalign.suppress import key_of

    result = check(sample, translation=reference)
    assert len(result.findings) > 15
    file = tmp_path_factory.mktemp("page") / "checked.html"
    file.write_text(render_checked([result], "html", Context(catalogue=catalogue(), key_of=key_of)), encoding="utf-8")
    return file


def background(page: Page, selector: str) -> str:
    return str(page.eval_on_selector(selector, "e => getComputedStyle(e).backgroundColor"))


def test_a_pair_lights_up_together_on_hover_and_on_focus(page: Page) -> None:
    before = background(page, "#u2")
    page.hover("#u2 .target .s")
    assert background(page, "#u2") != before
    page.mouse.move(0, 0)
    assert background(page, "#u2") == before
    page.focus("#u2 .number")
    assert background(page, "#u2") != before


def test_a_flag_explains_itself_on_hover_and_on_focus(page: Page, report: Report) -> None:
    tip = "e => getComputedStyle(e, '::after').content"
    mark = page.locator("#m0")
    assert mark.evaluate(tip) == "none"
    mark.hover()
    assert report.findings[0].message[:30] in mark.evaluate(tip)
    page.mouse.move(0, 0)
    mark.focus()
    assert report.findings[0].message[:30] in mark.evaluate(tip)
    assert (
        page.locator(f"#{(mark.get_attribute('aria-describedby') or '').split()[0]}")
        .inner_text()
        .find(report.findings[0].message)
        >= 0
    )


def test_filters_hide_flags_of_a_kind(page: Page, report: Report) -> None:
    code = report.findings[0].code
    n = sum(f.code == code for f in report.findings)
    total = len(report.findings)
    assert page.locator(".entry:visible").count() == total
    page.uncheck(f"input[value={code}]")
    assert page.locator(".entry:visible").count() == total - n
    assert f"{total - n} of {total}" in page.inner_text(".shown")
    page.check(f"input[value={code}]")
    page.uncheck("input[value=error]")
    assert page.locator(".entry.error:visible").count() == 0
    page.check("input[name=only]")
    assert 0 < page.locator("main .row:not(.head):visible").count() < len(report.units)


def test_the_keyboard_walks_through_the_flags(page: Page) -> None:
    seen = []
    for key in "nnnp":
        page.keyboard.press(key)
        seen.append(page.evaluate("document.activeElement.id"))
    assert seen[0].startswith("m")
    assert len(set(seen[:3])) == 3
    assert seen[3] == seen[1]


def test_a_list_entry_leads_to_its_row(page: Page) -> None:
    page.locator(".entry .where").first.click()
    page.wait_for_selector(":target")
    assert page.evaluate("document.querySelector(':target').classList.contains('row')")


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
def test_nothing_runs_off_the_side(browser: Browser, path: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_on_a_phone_the_columns_are_stacked(browser: Browser, path: Path) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(path.as_uri())
    source, target = page.locator("#u2 .source").bounding_box(), page.locator("#u2 .target").bounding_box()
    assert source and target
    assert target["y"] >= source["y"] + source["height"] - 1
    page.close()


def contrast(page: Page, selector: str) -> float:
    return float(
        page.eval_on_selector(
            selector,
            """e => {
              const lum = c => { const v = c.match(/[\\d.]+/g).slice(0, 3).map(x => x / 255).map(x => x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4);
                return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
              let p = e, bg = 'rgba(0, 0, 0, 0)';
              while (p && /, 0\\)$/.test(bg)) { bg = getComputedStyle(p).backgroundColor; p = p.parentElement; }
              const a = lum(getComputedStyle(e).color), b = lum(bg);
              return (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
            }""",
        )
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_legible_in_both_schemes(browser: Browser, path: Path, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(path.as_uri())
    dark = sum(map(int, background(page, "body")[4:-1].split(", "))) < 380
    assert dark == (scheme == "dark")
    for selector in (
        ".source .s",
        ".target .very-low, .target .low",
        "mark.error",
        "mark.warning",
        ".reference .s",
        ".badge",
        ".note",
        ".number",
    ):
        # WCAG 2.1, success criterion 1.4.3.
        assert contrast(page, selector) >= 4.5, selector
    context.close()


def test_it_reads_without_its_script(browser: Browser, path: Path, report: Report) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    assert not page.locator(".filters").is_visible()
    assert report.source_segments[5].text in page.inner_text("#u6")
    assert page.locator(".entry:visible").count() == len(report.findings)
    context.close()


def test_print_shows_flags_and_no_controls(browser: Browser, path: Path) -> None:
    page = browser.new_page()
    page.goto(path.as_uri())
    page.emulate_media(media="print")
    assert not page.locator(".filters").is_visible()
    assert page.locator("#findings").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.close()


def test_markup_in_the_text_does_not_run(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "hostile.html"
    file.write_text(render_html(of(HOSTILE + "\n" + HOSTILE, HOSTILE)), encoding="utf-8")
    page = browser.new_page()
    dialogs: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.goto(file.as_uri())
    page.wait_for_timeout(200)
    assert dialogs == []
    assert "<script>alert(1)</script>" in page.inner_text("#u1")
    page.close()


def test_the_page_names_its_parts_for_a_screen_reader(page: Page) -> None:
    assert page.locator("main").count() == 1
    assert page.locator("h1").count() == 1
    assert page.get_attribute("html", "lang") == "en"
    assert page.get_attribute("#u2 .source", "lang") == "fr"
    assert page.get_attribute("#u2 .target", "lang") == "en"
    snapshot = page.locator("body").aria_snapshot()
    assert 'region "Unit 2"' in snapshot
    assert 'heading "Flags"' in snapshot


def test_words_that_belong_together_light_up_under_the_pointer(browser: Browser, sample: str, tmp_path: Path) -> None:
    from mtalign import Settings, translate

    file = tmp_path / "words.html"
    file.write_text(render_html(translate(sample, settings=Settings(words=True))), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(file.as_uri())
    lit = "[...CSS.highlights.get('word')].map(range => range.toString())"
    assert page.evaluate(lit) == []
    spot = page.evaluate(
        """() => {
          const walker = document.createTreeWalker(document.querySelector('#u2 .source .s'), NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf('troupes');
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(walker.currentNode, at);
            range.setEnd(walker.currentNode, at + 7);
            const box = range.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
          }
        }"""
    )
    page.mouse.move(*spot)
    words = page.evaluate(lit)
    assert "troupes" in words
    assert any(word in page.inner_text("#u2 .target") for word in words)
    page.hover("#u2 .number")
    assert page.evaluate(lit) == []
    page.close()


def test_the_check_page_is_read_like_the_report(browser: Browser, checked_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(checked_path.as_uri())
    total = page.locator(".entry:visible").count()
    assert total == page.locator(".entry").count() > 15
    assert page.locator("main .row:not(.head)").count() == 31
    page.keyboard.press("n")
    first = page.evaluate("document.activeElement.id")
    assert first.startswith("m")
    tip = page.evaluate("getComputedStyle(document.activeElement, '::after').content")
    assert page.locator(f"#f{first[1:]} p").first.inner_text()[:30] in tip
    page.uncheck("input[value=error]")
    assert page.locator(".entry.error:visible").count() == 0
    assert 0 < page.locator(".entry:visible").count() < total
    page.check("input[name=only]")
    assert 0 < page.locator("main .row:not(.head):visible").count() < 31
    assert "Rule " in page.locator(".entry:visible .evidence").first.inner_text()
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert problems == []
    page.close()
