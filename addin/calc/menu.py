"""UNO component org.parkeval.Menu: the commands `org.parkeval:<action>` of the menu and toolbar
园区评价."""

from __future__ import annotations

from typing import Any

import unohelper
from com.sun.star.frame import XDispatch, XDispatchProvider
from com.sun.star.lang import XInitialization, XServiceInfo
from parkeval_calc import actions

SERVICE = "org.parkeval.Menu"
PROTOCOL = "org.parkeval:"


class Menu(unohelper.Base, XInitialization, XDispatchProvider, XDispatch, XServiceInfo):
    """One for each window; Calc asks it for every command of our protocol."""

    def __init__(self, context: Any, *arguments: Any) -> None:
        self.context = context
        self.frame: Any = arguments[0] if arguments else None

    def initialize(self, arguments: tuple) -> None:
        if arguments:
            self.frame = arguments[0]

    def queryDispatch(self, url: Any, target: str, flags: int) -> Any:
        return self if url.Protocol == PROTOCOL else None

    def queryDispatches(self, requests: tuple) -> tuple:
        return tuple(self.queryDispatch(r.FeatureURL, r.FrameName, r.SearchFlags) for r in requests)

    def dispatch(self, url: Any, arguments: tuple) -> None:
        actions.run(self.context, self.frame.Controller.Model, url.Path)

    def addStatusListener(self, listener: Any, url: Any) -> None:
        pass

    def removeStatusListener(self, listener: Any, url: Any) -> None:
        pass

    def getImplementationName(self) -> str:
        return SERVICE

    def supportsService(self, name: str) -> bool:
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self) -> tuple[str, ...]:
        return (SERVICE, "com.sun.star.frame.ProtocolHandler")


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(
    Menu, SERVICE, (SERVICE, "com.sun.star.frame.ProtocolHandler")
)
