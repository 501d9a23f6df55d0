"""What is said when a voice has been deleted: that nothing is left, or what is."""

from PySide6.QtCore import QCoreApplication

from studio.dataset.deletion import Deleted


def farewell(gone: Deleted) -> tuple[str, str, str]:
    """Return tone, sentence and detail for the banner."""
    translate = QCoreApplication.translate
    if not gone.found.traces:
        told = translate(
            "Farewell",
            "“{0}” is deleted. Nothing of it is left in library, settings and caches: "
            "{1} files were looked at.",
        )
        return "good", told.format(gone.name, sum(gone.found.files.values())), ""
    told = translate("Farewell", "“{0}” is deleted, but {1} files still hold something of it.")
    files = {trace.path for trace in gone.found.traces}
    left = "\n".join(f"{trace.path}: {trace.what}" for trace in gone.found.traces)
    return "warn", told.format(gone.name, len(files)), left
