"""JUnit XML, which CI systems show as tests: a failed one for each finding."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from mtalign.records import Checked
from mtalign.report.checked import Context, placed
from mtalign.report.shown import xml_text


def render(results: Sequence[Checked], context: Context) -> str:
    """A suite for each text or pair; one without findings has a test that passed."""
    suites = []
    for result in results:
        name = xml_text(result.source.name + (f" → {result.target.name}" if result.target else ""))
        cases = []
        for finding, text, lines in placed(result):
            line, column = lines.at(finding.span.start)
            where = f"{text.name}:{line}:{column}"
            case = f"    <testcase classname={quoteattr(name)} name={quoteattr(xml_text(f'{finding.rule} at {where}'))}>\n"
            body = escape(xml_text(f"{where}: {finding.severity} {finding.code}: {finding.message}\n{finding.text}"))
            kind, message = quoteattr(finding.severity), quoteattr(xml_text(finding.message))
            case += f"      <failure type={kind} message={message}>{body}</failure>\n"
            cases.append(case + "    </testcase>\n")
        if not cases:
            cases = [f'    <testcase classname={quoteattr(name)} name="no artifacts"/>\n']
        n = len(result.findings)
        head = f'  <testsuite name={quoteattr(name)} tests="{len(cases)}" failures="{n}" errors="0" skipped="0">\n'
        suites.append((len(cases), n, head + "".join(cases) + "  </testsuite>\n"))
    head = f'<testsuites name="mtalign" tests="{sum(t for t, _, _ in suites)}" failures="{sum(f for _, f, _ in suites)}">\n'
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + head + "".join(s for _, _, s in suites) + "</testsuites>\n"
