Attribute VB_Name = "ParkRibbon"
Option Explicit

' Every button of the ribbon comes here; customUI14.xml says in its tag what to run and what to say on failure.
' The source is ASCII: Chinese text reaches VBA through the tag only.

Public Sub ParkRun(control As IRibbonControl)
    Dim parts() As String
    parts = Split(control.Tag, "|", 2)
    If parts(0) Like "*[!a-z_]*" Then Exit Sub ' a plain name, nothing that could carry code
    On Error GoTo failed
    ParkTryAgain
    If Not ParkPythonFound() Then
        ParkSay parts(1) & ParkWhy()
        Exit Sub
    End If
    If RunPython("from parkeval_xl.hosts import excel; excel.press('" & parts(0) & "')") = -1 Then ParkSay parts(1) & ParkWhy()
    Exit Sub
failed:
    ParkSay parts(1) & vbCrLf & vbCrLf & Err.Description
End Sub

' What kept the cells from being computed by Python, where something did.
Private Function ParkWhy() As String
    If ParkReason() <> "" Then ParkWhy = vbCrLf & vbCrLf & ParkReason()
End Function

' xlwings itself says "Could not find Interpreter!" in English and then returns as if all were well.
' So what it would look for is looked for here, by its own rules; a bare "python" is found by Windows, or not.
Private Function ParkPythonFound() As Boolean
    Dim interpreter As String
    interpreter = GetConfig("INTERPRETER_WIN", "")
    If interpreter = "" Then interpreter = GetConfig("INTERPRETER", "python")
    ParkPythonFound = True
    If interpreter <> "python" And interpreter <> "pythonw" Then ParkPythonFound = FileExists(interpreter)
End Function

' MsgBox shows only the characters of the system's code page, the script host shows all.
Private Sub ParkSay(ByVal message As String)
    CreateObject("WScript.Shell").Popup message, 0, "ParkEval XL", vbExclamation + vbSystemModal ' above Excel, not behind it
End Sub
