"""What a page says about itself, told from what its author says.

Every rule must match the whole line, because a missed "Print" costs a glance while an honest
sentence taken for furniture is a claim that nobody will check.
"""

import re

LONGEST = 200
MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|janv|févr|mars|avr|mai|juin|juil|août"
    r"|märz|okt|dez|ene|abr|ago|dic|enero|agosto)[\w]*\.?"
)
DATE = (
    rf"(?:\w+day,?\s+)?(?:{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}\.?(?:\s+de)?\s+{MONTH}(?:\s+de)?,?\s+\d{{4}}"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
    r"|\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日)"
)
TIME = r"\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?|[ap]\.?m\.?|utc|gmt|[bcem]e?st|[cem]dt|uhr"
DOMAIN = r"(?:https?://)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,12}/?"
STAMPED = (
    r"(?:last\s+)?(?:updated|modified|published|posted|retrieved)(?:\s+on)?|aktualisiert(?:\s+am)?"
    r"|veröffentlicht(?:\s+am)?|stand|publié(?:\s+le)?|mis\s+à\s+jour(?:\s+le)?|actualizado"
    r"|publicado|обновлено|опубликовано|更新时间|发布时间|更新|发布"
)
SHARING = (
    r"share|print|e-?mail|save|copy|tweet|comments?|teilen|drucken|partager|imprimer|compartir"
    r"|imprimir|поделиться|分享|打印|打印本页|shares"
)
AROUND_SHARING = (
    r"this|page|article|story|link|on|via|by|to|with|or|and|a|pdf|facebook|twitter|x|wechat|weibo"
    r"|whatsapp|telegram|linkedin|reddit|pinterest|line|vk|微信|微博|auf|sur|en|diese|seite"
)
YEARS = r"\d{4}(?:\s*[-–,]\s*\d{2,4})?"
RESERVED = (
    r"all\s+rights\s+reserved\.?|alle\s+rechte\s+vorbehalten\.?|tous\s+droits\s+réservés\.?"
    r"|todos\s+los\s+derechos\s+reservados\.?|все\s+права\s+защищены\.?|版权所有"
)
RULES = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        # Page numbers and paging: 7, – 7 –, < 1 2 3, 3/10, Page 3 of 10, xiv.
        r"[-–—|\s]*\d{1,4}[-–—|\s]*",
        r"[<>«»‹›|\s]*(?:\d{1,4}[<>«»‹›|\s]+)+\d{0,4}[<>«»‹›|\s]*",
        r"(?:page|seite|página|pagina|стр\.?|p\.)\s*\d{1,4}"
        r"(?:\s*(?:/|of|von|de|sur|из)\s*\d{1,4})?",
        r"\d{1,4}\s*/\s*\d{1,4}",
        r"第\s?\d{1,4}\s?[页頁](?:\s?共\s?\d{1,4}\s?[页頁])?",
        r"[ivxl]{1,7}",
        # A line of a table of contents, with its dot leaders.
        r".{1,120}?(?:\s?\.){4,}\s*[\divxl]{1,5}",
        # When it was put up, and whatever stands beside that.
        rf"(?:{STAMPED})\s*[:：]?\s*{DATE}"
        rf"(?:[\s,|·•()-]+(?:{TIME}|{DOMAIN}|{SHARING}|at|um|à|\d{{1,2}}:\d{{2}}))*[\s|)]*",
        # What a browser prints around a page: date and time, address, page.
        rf"{DATE},?\s+(?:{TIME})(?:\s(?:{TIME}))?(?:\s.{{0,80}})?(?:\s+\d{{1,4}}/\d{{1,4}})",
        r"(?:https?|file)://\S+\s+\d{1,4}/\d{1,4}",
        rf"(?:(?:{AROUND_SHARING})[\s,|/:·•-]+)*(?:{SHARING})"
        rf"(?:[\s,|/:·•-]+(?:{SHARING}|{AROUND_SHARING}))*[\s:]*",
        # Whose page it is.
        rf"(?:copyright\s*)?(?:©|\(c\))\s*{YEARS}[^.!?。！？]{{0,80}}[.。]?\s*(?:{RESERVED})?",
        rf"(?:copyright|版权所有)[\s:]*{YEARS}[^.!?。！？]{{0,80}}(?:[.。]?\s*(?:{RESERVED}))?",
        RESERVED,
        DOMAIN,
        r"(?:\w?(?:icp[备備证證]|公网安备)\s*\d+\s*号?(?:-\d+)?\s*)+",
        r"(?:e?issn|isbn)[\s:]*[\dx][\dx\s-]{7,16}",
        # Ways around it.
        r"(?:back\s+to\s+)?top(?:\s+of\s+page)?|skip\s+to\s+(?:main\s+)?content|next(?:\s+page)?"
        r"|previous(?:\s+page)?|上一页|下一页|menu|home|nach\s+oben",
    )
)


def is_furniture(line: str) -> bool:
    """Whether the whole line speaks of the page: its number, its date, its owner, its buttons.

    >>> is_furniture("Updated: Dec 13, 2018 scio.gov.cn Print")
    True
    >>> is_furniture("Updated figures show 13 million.")
    False
    """
    line = line.strip()
    if not line or len(line) > LONGEST:
        return False
    return not any(map(str.isalnum, line)) or any(rule.fullmatch(line) for rule in RULES)
