"""Names of units and parts of a day: what the codes in `languages/<code>/moments.toml` stand for."""

from datetime import time

(
    SECOND,
    MINUTE,
    HOUR,
    DAY,
    WEEK,
    MONTH,
    QUARTER,
    YEAR,
    DECADE,
    WEEKEND,
    FORTNIGHT,
    WORKDAY,
    HALF_YEAR,
    CENTURY,
    NIGHTS,
) = range(1, 16)

DAYS = {DAY: 1, WEEK: 7, WEEKEND: 2, FORTNIGHT: 14, WORKDAY: 1, NIGHTS: 1}
"""Units told in days."""
MONTHS = {MONTH: 1, QUARTER: 3, HALF_YEAR: 6, YEAR: 12, DECADE: 120, CENTURY: 1200}
"""Units told in months."""
SECONDS = {SECOND: 1, MINUTE: 60, HOUR: 3600}
"""Units told in seconds."""

LAST_MOMENT = time(23, 59, 59)
DAWN, MORNING, AFTERNOON, EVENING, NIGHT, LUNCH, DINNER, BREAKFAST, BUSINESS = range(1, 10)
PARTS = {
    DAWN: (time(4), time(8)),
    MORNING: (time(8), time(12)),
    AFTERNOON: (time(12), time(16)),
    EVENING: (time(16), time(20)),
    NIGHT: (time(20), LAST_MOMENT),
    LUNCH: (time(11), time(13)),
    DINNER: (time(16), time(20)),
    BREAKFAST: (time(8), time(12)),
    BUSINESS: (time(8), time(18)),
}
"""From when to when each part of a day lasts (the convention of Recognizers-Text)."""
MEALS = frozenset({LUNCH, DINNER, BREAKFAST})
"""Parts of a day that are something else where no word makes them a time."""
AFTER_NOON = frozenset({AFTERNOON, EVENING, NIGHT, DINNER})
"""Parts of a day that put an hour up to twelve after noon."""
