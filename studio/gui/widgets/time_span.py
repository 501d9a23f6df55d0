"""Which part of a sound is in view. No Qt."""

from dataclasses import dataclass

SHORTEST = 0.2  # seconds in view at most magnified
LONGEST = 30.0  # seconds in view at first; longer sounds are scrolled


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """From `start` to `end`, in seconds, of a sound of `total` seconds."""

    start: float
    end: float
    total: float

    @classmethod
    def whole(cls, total: float, longest: float = LONGEST) -> "TimeSpan":
        """All of a sound, or its beginning when it is longer than `longest` seconds."""
        return cls(0.0, max(min(total, longest), SHORTEST), total)

    @property
    def seconds(self) -> float:
        return self.end - self.start

    def zoomed(self, factor: float, at: float) -> "TimeSpan":
        """Magnify by a factor (below 1: see more), holding still what lies at `at` seconds."""
        most = max(min(self.total, 4 * LONGEST), SHORTEST)
        seconds = min(max(self.seconds / factor, SHORTEST), most)
        return self._placed(at - (at - self.start) * seconds / self.seconds, seconds)

    def moved(self, seconds: float) -> "TimeSpan":
        """Scroll by so many seconds."""
        return self._placed(self.start + seconds, self.seconds)

    def showing(self, at: float) -> "TimeSpan":
        """Scroll on so that `at` is in view, if it is not."""
        if self.start <= at <= self.end or at > self.total:
            return self
        return self._placed(at - 0.05 * self.seconds, self.seconds)

    def x(self, at: float, width: float) -> float:
        """Return where `at` seconds lies on a picture of that width."""
        return (at - self.start) / self.seconds * width

    def at(self, x: float, width: float) -> float:
        """Return the seconds at a place on a picture of that width."""
        return self.start + x / max(width, 1.0) * self.seconds

    def _placed(self, start: float, seconds: float) -> "TimeSpan":
        start = max(0.0, min(start, self.total - seconds))
        return TimeSpan(start, start + seconds, self.total)


def tick_distance(seconds: float, width: float, between: float = 80.0) -> float:
    """Return a round number of seconds between ticks that are `between` pixels apart or more."""
    wanted = seconds * between / max(width, 1.0)
    for distance in (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0):
        if distance >= wanted:
            return distance
    return 60.0
