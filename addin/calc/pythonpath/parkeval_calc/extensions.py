"""LibreOffice's extension manager, for the profile this office runs on. Asked from outside, to
install."""

from __future__ import annotations

from typing import Any

import uno
import unohelper
from com.sun.star.beans import NamedValue
from com.sun.star.task import XInteractionHandler
from com.sun.star.ucb import XCommandEnvironment, XProgressHandler


class Agreed(unohelper.Base, XCommandEnvironment, XInteractionHandler, XProgressHandler):
    """Agrees to what is asked on installing: whoever asked for it has agreed."""

    def getInteractionHandler(self) -> Any:
        return self

    def getProgressHandler(self) -> Any:
        return self

    def handle(self, request: Any) -> None:
        for choice in request.getContinuations():
            if choice.queryInterface(uno.getTypeByName("com.sun.star.task.XInteractionApprove")):
                choice.select()
                return

    def push(self, status: Any) -> None:
        pass

    def update(self, status: Any) -> None:
        pass

    def pop(self) -> None:
        pass


class Extensions:
    """Those of the person, not of the machine."""

    def __init__(self, context: Any) -> None:
        self.manager = context.getValueByName(
            "/singletons/com.sun.star.deployment.ExtensionManager"
        )

    def identifiers(self) -> list:
        found = self.manager.getDeployedExtensions(
            "user", self.manager.createAbortChannel(), Agreed()
        )
        return [
            one.Identifier.Value for one in found if one is not None and one.Identifier.IsPresent
        ]

    def add(self, path: str) -> None:
        """Installs a file, in place of what has its identifier."""
        no_license = (NamedValue("SUPPRESS_LICENSE", "1"),)
        url, channel = uno.systemPathToFileUrl(path), self.manager.createAbortChannel()
        self.manager.addExtension(url, no_license, "user", channel, Agreed())

    def remove(self, identifier: str, file: str) -> None:
        self.manager.removeExtension(
            identifier, file, "user", self.manager.createAbortChannel(), Agreed()
        )
