"""An entry of refs.bib as readers see it."""

from html import escape

from essays.contract import Reference
from essays.render.clean import clean


def reference_html(reference: Reference) -> str:
    """``Belkin, M., … (2019). *Title.* Journal. doi:…`` with a link where there is an address."""
    fields = reference.fields
    authors = fields.get("author", "").replace(" and ", "; ")
    where = next((fields[name] for name in ("journal", "booktitle", "publisher") if fields.get(name)), "")
    volume = ", ".join(part for part in (fields.get("volume", ""), fields.get("pages", "")) if part)
    parts = [f"{escape(authors)} ({escape(reference.year)}). <cite>{escape(fields.get('title', ''))}</cite>."]
    if where:
        parts.append(f"{escape(where)}{f' {escape(volume)}' if volume else ''}.")
    address = f"https://doi.org/{fields['doi']}" if fields.get("doi") else fields.get("url", "")
    if address:
        label = f"doi:{fields['doi']}" if fields.get("doi") else address.removeprefix("https://")
        parts.append(f'<a href="{escape(address)}">{escape(label)}</a>')
    return clean(" ".join(parts))
