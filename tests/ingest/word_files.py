"""Small Word files written part by part, so that a test says exactly what stands in them."""

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{W}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def docx(body, **parts):
    """A .docx with `body` as XML; `parts`: numbering, styles, footnotes, endnotes, header1 … as the XML inside them."""
    roots = {"numbering": "numbering", "styles": "styles", "footnotes": "footnotes", "endnotes": "endnotes"}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>")
        for name, inner in parts.items():
            root = roots.get(name, "hdr")
            archive.writestr(f"word/{name}.xml", f"<w:{root} {_SPACES}>{inner}</w:{root}>")
    return made.getvalue()


def paragraph(*runs, properties=""):
    """A paragraph of runs, each text or XML."""
    inner = "".join(each if each.startswith("<") else run(each) for each in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def item(text, level=0, number=1):
    """A list paragraph."""
    return paragraph(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def levels(*shown):
    """An abstract list: each level as (format, text)."""
    return "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (style, text) in enumerate(shown)
    )


def numbering(*abstract, numbers=None):
    """numbering.xml: abstract lists, and numbers that use them (number → (abstract, XML of overrides))."""
    lists = "".join(
        f'<w:abstractNum w:abstractNumId="{at}">{inner}</w:abstractNum>' for at, inner in enumerate(abstract)
    )
    used = numbers or {at + 1: (at, "") for at in range(len(abstract))}
    return lists + "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{at}"/>{overrides}</w:num>'
        for number, (at, overrides) in used.items()
    )


def cell(*content, properties=""):
    inner = "".join(each if each.startswith("<") else paragraph(each) for each in content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner or paragraph()}</w:tc>"


def table(*rows):
    """A table of rows of cells (text or XML of a cell)."""
    shown = "".join(
        f"<w:tr>{''.join(each if each.startswith('<w:tc>') else cell(each) for each in row)}</w:tr>" for row in rows
    )
    return f"<w:tbl>{shown}</w:tbl>"
