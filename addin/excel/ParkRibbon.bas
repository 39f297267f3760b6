Attribute VB_Name = "ParkRibbon"
Option Explicit

' Every button of the ribbon comes here; customUI14.xml says in its tag what to run and what to say on failure.
' The source is ASCII: Chinese text reaches VBA through the tag only.

Public Sub ParkRun(control As IRibbonControl)
    Dim parts() As String
    parts = Split(control.Tag, "|", 2)
    If parts(0) Like "*[!a-z_]*" Then Exit Sub ' a plain name, nothing that could carry code
    On Error GoTo failed
    If RunPython("from parkeval_xl.hosts import excel; excel.press('" & parts(0) & "')") = -1 Then ParkSay parts(1)
    Exit Sub
failed:
    ParkSay parts(1) & vbCrLf & vbCrLf & Err.Description
End Sub

' MsgBox shows only the characters of the system's code page, the script host shows all.
Private Sub ParkSay(ByVal message As String)
    CreateObject("WScript.Shell").Popup message, 0, "ParkEval XL", vbExclamation
End Sub
