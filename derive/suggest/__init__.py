"""What would be right: for a link that is refuted, the nearest statements that hold and are proved."""

from derive.suggest.files import suggested
from derive.suggest.search import suggestions

__all__ = ["suggested", "suggestions"]
