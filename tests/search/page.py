"""Reading a page as tests do: by its elements, attributes and words."""

from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "img", "hr", "path", "source"}


class Page(HTMLParser):
    """The elements of a page: their attributes and the text inside each."""

    def __init__(self, html):
        super().__init__()
        self.elements, self._open = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "text": "", **dict(attrs)}
        self.elements.append(element)
        self.handle_data(" ")
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag):
        if self._open and self._open[-1]["tag"] == tag:
            self._open.pop()
        self.handle_data(" ")

    def handle_data(self, data):
        for element in self._open:
            element["text"] += data

    def all(self, **wanted):
        wanted = {name.replace("_", "-"): value for name, value in wanted.items()}
        return [
            element
            for element in self.elements
            if all(
                name in element if value is True else element.get(name) == value
                for name, value in wanted.items()
            )
        ]

    def one(self, **wanted):
        (element,) = self.all(**wanted)
        return element

    @property
    def text(self):
        """The words of its content."""
        return words(self.one(tag="main"))

    @property
    def slugs(self):
        return [element["data-programme"] for element in self.all(data_programme=True)]

    @property
    def total(self):
        return int(self.one(data_total=True)["data-total"])


def words(element):
    return " ".join(element["text"].split())
