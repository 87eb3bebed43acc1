"""Codes of what a count leaves out, and of what is odd about the dates; words are in `wording`."""

NO_DEAL, NO_DATE, ONLY_END, BEFORE = "no_deal", "no_date", "only_end", "before"
"""Why a company or deal is not counted: no deal yet, no dated stage, only its end dated, not yet in the funnel."""

NOT_YET, OUTSIDE = "not_yet", "outside"
"""Why it is not looked at: its first date comes after the day asked for, or it came in outside the range."""

LATER, AFTER_END, END_UNDONE, REPEATED = "later", "after_end", "end_undone", "repeated"
"""Dates not counted: after the day asked for, after leaving, an end of one who is said to run, a stage said again."""

SAME_DAY, SKIPPED, BACK = "same_day", "skipped", "back"
"""Dates counted that are worth a look: two stages on a day, moves past a stage without a date, moves back."""

NO_SIGN_DATE, EARLY_SIGN, NO_END_DATE = "no_sign_date", "early_sign", "no_end_date"
"""Units counted that have no duration: signed or left on an unknown day, signed before first contact."""
