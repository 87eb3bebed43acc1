"""What came of an import: counts, refusals and notes, as JSON, as a sentence, and as a CSV to mend."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from persona_core.exchange.importing import mapping
from persona_core.exchange.importing.coming_back import FILE_NAME, REASON
from persona_core.exchange.importing.plan import Action, Plan, Refusal
from persona_core.exchange.importing.ways import OPTIONS, Question
from persona_core.kit.sheets import write_csv
from persona_core.kit.words import Words


@dataclass(frozen=True)
class ImportResult:
    """The outcome; `stored` says whether anything was written, `held_back` that refusals kept all of it out."""

    plan: Plan
    batch: uuid.UUID | None = None
    stored: bool = False
    held_back: bool = False
    dry_run: bool = False

    @property
    def stored_nothing(self) -> bool:
        """Whether rows were refused and nothing got in; the same file again is no failure."""
        return self.held_back or (bool(self.plan.rows) and self.plan.refused == len(self.plan.rows))

    def as_json(self, t: Words) -> dict[str, Any]:
        """The answer of `import --json`; rows count from the header's line 1, columns go by the file's names."""
        rejected = []
        for refusal in self.plan.refusals:
            entry = {
                "row": refusal.row,
                "column": refusal.column,
                "value": refusal.value,
                "message": refusal.error.text(t),
            }
            rejected.append({**entry, "file": refusal.file} if refusal.file else entry)
        kept = not self.held_back
        export = mapping.export_of(self.plan.sheet, self.plan.kind)
        return {
            "batch": str(self.batch) if self.batch else None,
            "rows": len(self.plan.rows),
            "created": self.plan.count(Action.NEW) if kept else 0,
            "updated": self.plan.count(Action.CHANGED) if kept else 0,
            "unchanged": self.plan.count(Action.SAME) if kept else 0,
            "rejected": rejected,
            "columns": mapping.as_json(self.plan.columns, self.plan.stages, t),
            "notes": [note.text(t) for note in self.plan.notes],
            "questions": [
                {"key": q.key, "row": q.line, "column": q.column, "value": q.sample, "answers": list(q.options)}
                for q in self.plan.questions
            ],
            "alike": [
                {
                    "name": one.name,
                    "company": one.company,
                    "same": one.said if one.said is not None else one.taken,
                    "within_file": one.company_id is None,
                }
                for one in self.plan.lookalikes
            ],
            "shape": export.shape.system if export else None,
            "dry_run": self.dry_run,
        }

    def text(self, t: Words) -> str:
        """The answer for people: a sentence, then notes and refusals, a line each."""
        lines = [self.sentence(t), *(note.text(t) for note in self.plan.notes)]
        lines += [open_question(question, t) for question in self.plan.questions]
        return "\n".join([*lines, *(self._line(refusal, t) for refusal in self.plan.refusals)])

    def remarks(self, t: Words) -> list[str]:
        """What is left out, made along the way, or kept from a better source; what the file was noted for is known."""
        return [note.text(t) for note in self.plan.notes[len(self.plan.sheet.notes) :]]

    def sentence(self, t: Words) -> str:
        """What happened, in one sentence with its counts."""
        counts = {
            "rows": t.number(len(self.plan.rows)),
            "created": t.number(self.plan.count(Action.NEW)),
            "updated": t.number(self.plan.count(Action.CHANGED)),
            "unchanged": t.number(self.plan.count(Action.SAME)),
            "refused": t.number(self.plan.refused),
        }
        if self.held_back:
            return t("Nothing was stored: {refused} of {rows} rows are refused.", **counts)
        if self.dry_run:
            return t(
                "Rows checked: {rows}. New {created}, changed {updated}, the same {unchanged}, refused {refused}.",
                **counts,
            )
        return t("Rows: {rows}. New {created}, changed {updated}, the same {unchanged}, refused {refused}.", **counts)

    def rejects_csv(self, t: Words) -> bytes:
        """The refused rows as they stood in the file, each with its reasons in a last column."""
        sheet, reasons = self.plan.sheet, {}
        for refusal in self.plan.refusals:
            said = refusal.error.text(t)
            where = f"{refusal.column}: " if refusal.column else ""
            reasons.setdefault((refusal.row, refusal.file), []).append(where + said)
        names = [sheet.label(number, t) for number in range(len(sheet.header))]
        shown = [n for n, name in enumerate(sheet.header) if name not in {mapping.TITLE, mapping.TEXT}]
        header = [t(FILE_NAME) if sheet.header[n] == mapping.FILE else names[n] for n in shown]
        at = sheet.header.index(mapping.FILE) if mapping.FILE in sheet.header else None
        rows = [
            [*(cells[n] for n in shown), "\n".join(reasons.pop(place))]
            for line, cells in zip(sheet.lines, sheet.rows, strict=True)
            if (place := (line, None if at is None else cells[at])) in reasons
        ]
        rows += [[file, *[""] * (len(shown) - 1), "\n".join(why)] for (_, file), why in reasons.items()]
        return write_csv([*header, t(REASON)], rows)

    def _line(self, refusal: Refusal, t: Words) -> str:
        """One refusal as a line of text."""
        where = self.plan.place(refusal.row, refusal.file)
        where = t("Line {n}", n=where) if refusal.file is None else where
        said = (where, refusal.column or "", refusal.value[:60], refusal.error.text(t))
        return "\t".join(part for part in said if part)


def open_question(question: Question, t: Words) -> str:
    """What the file leaves open, with the option that settles it."""
    option = next(said for key, said in OPTIONS.items() if question.key.startswith(key))
    return t(
        "Left open: what {value} means (“{column}”, line {line}). Say it with {option}.",
        value=question.sample,
        column=question.column,
        line=question.line,
        option=option,
    )
