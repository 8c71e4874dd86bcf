"""What the command line says of results in a few lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mtalign.catalogue import Catalogue, Rule
from mtalign.languages import name_of
from mtalign.records import SEVERITIES, Checked, Report, Score

#: Geometric mean token probability below which the model was unsure of a sentence.
LOW_CONFIDENCE = 0.55
# A share of doubtful sentences that a reader is warned of, from so many sentences on.
_DOUBTFUL_SHARE, _DOUBTFUL = 1 / 3, 2


def caution(report: Report) -> str:
    """A warning in plain words where the source is in another language, or many sentences are unsure or flagged; else empty."""
    return " ".join(filter(None, (_wrong_language(report), _doubtful(report))))


def _wrong_language(report: Report) -> str:
    if not report.looks_like:
        return ""
    seems = "" if report.looks_like == "und" else f", but {name_of(report.looks_like)}"
    return f"The source does not seem to be {name_of(report.source.lang)}{seems}: the model knows no other language."


def _doubtful(report: Report) -> str:
    unsure = {i for i, h in enumerate(report.hypotheses) if h.n_parts and h.confidence < LOW_CONFIDENCE}
    flagged = {f.segment for f in report.findings if f.side == "target" and f.severity != "info"}
    total, doubtful = len(report.source_segments), len(unsure | flagged)
    if doubtful < _DOUBTFUL or doubtful < _DOUBTFUL_SHARE * total:
        return ""
    if not unsure:
        said = f"{len(flagged)} of {total} translated sentences have flags"
    else:
        said = f"The model was unsure of {len(unsure)} of {total} sentences"
        said += f" and {len(flagged)} {'has' if len(flagged) == 1 else 'have'} flags" if flagged else ""
    return f"{said}: do not publish this unread."


def summary(report: Report) -> list[str]:
    """Segments, flags by kind, scores with their signatures, and a warning where there is reason for one: a line each."""
    n, parts = len(report.source_segments), sum(h.n_parts > 1 for h in report.hypotheses)
    kept = sum(h.n_parts == 0 for h in report.hypotheses)
    words = sum(len(s.text.split()) for s in report.source_segments)
    again = sum(bool(h.retried) for h in report.hypotheses)
    notes = [f"{kept} passed through untouched"] * bool(kept) + [f"{parts} translated by clauses"] * bool(parts)
    notes += [f"{again} translated again after a flag"] * bool(again)
    lines = [f"segments: {n} ({words} words)" + "".join(f", {note}" for note in notes)]
    codes = Counter(f.code for f in report.findings)
    listed = ", ".join(f"{code} {count}" for code, count in sorted(codes.items(), key=lambda kv: (-kv[1], kv[0])))
    lines.append(f"flags: {len(report.findings)}" + (f" ({listed})" if listed else ""))
    if report.scores:
        lines.append("scores: " + "; ".join(score_line(score) for score in report.scores))
        lines[-1] += f"; {report.provenance.signature()}"
    else:
        lines.append(f"scores: none without a reference; {report.provenance.signature()}")
    if warning := caution(report):
        lines.append(f"warning: {warning}")
    return lines


def score_line(score: Score) -> str:
    """A score with its interval and signature, as sacrebleu prints them."""
    interval = f" [{score.low:.1f}, {score.high:.1f}]" if score.low is not None and score.high is not None else ""
    return f"{score.metric} {score.value:.1f}{interval} {score.signature}"


def check_summary(results: Sequence[Checked]) -> str:
    """One line: how many findings of which severity in how many texts."""
    severities = Counter(finding.severity for result in results for finding in result.findings)
    total, suppressed = sum(severities.values()), sum(result.suppressed for result in results)
    listed = ", ".join(f"{n} {s}{'s' if n != 1 and s != 'info' else ''}" for s in SEVERITIES if (n := severities[s]))
    text = f"{total} finding{'s' if total != 1 else ''}" + (f" ({listed})" if listed else "")
    what = "pair" if results and all(result.target for result in results) else "text"
    text += f" in {len(results)} {what}{'s' if len(results) != 1 else ''}"
    return text + (f", {suppressed} suppressed" if suppressed else "")


def explain(name: str, catalogue: Catalogue) -> str:
    """What a code means, with its rules; or what a rule looks for, with examples of what is wrong and what only looks so."""
    if rule := catalogue.rules.get(name):
        return _rule(rule, catalogue)
    code, rules = catalogue.codes[name], catalogue.of(name)
    width = max(len(rule.name) for rule in rules)
    out = f"{code.name}: {code.meaning}\nMQM: {code.mqm}\nWhat to do: {code.advice}\n\n"
    out += "Rules (mtalign explain RULE shows examples):\n"
    for rule in rules:
        out += f"  {rule.name:{width}}  {rule.severity:7}  {rule.measure}\n  {'':{width}}  e.g. {rule.bad[0]}\n"
    return out


def _rule(rule: Rule, catalogue: Catalogue) -> str:
    code = catalogue.codes[rule.code]
    crossed = "" if rule.threshold is None else f", {'at most' if rule.below else 'at least'} {rule.threshold:g}"
    out = f"{rule.name} ({rule.severity}): {code.meaning}\n\n{rule.why}\n\n"
    out += "".join(f"  wrong  {example}\n" for example in rule.bad)
    out += "".join(f"  right  {example}\n" for example in rule.good)
    out += f"\n{'Measured' if crossed else 'Seen'}: {rule.measure}{crossed}\n"
    out += f"Confidence of a finding: about {rule.confidence:.0%}, unless it says otherwise.\n"
    return out + f"MQM: {code.mqm}\nWhat to do: {code.advice}\n"
