Attribute VB_Name = "ParkAcceptance"
Option Explicit

' In the acceptance workbook only: what formulas cannot try themselves. Alt+F8, ParkAccept.
' Rows and columns are those of the named tables accept_macro and accept_sign, below their headers.

Private Const SAID As Long = 3 ' the column of both tables that is written into

Public Sub ParkAccept()
    ParkTryAgain
    Application.CalculateFull
    ParkNote 1, Application.CalculationState = 0 ' xlDone
    ParkNote 2, ParkAnswered()
    ParkNote 3, IsError(ParkAnswer("PARK_SOLID_WASTE", Array("text", 1)))
    ParkNote 4, ParkNoneFailed()
    ParkSign 1, Format$(Now, "yyyy-mm-dd")
    ParkSign 2, Application.Name & " " & Application.Version & " " & ParkBits()
    ParkSign 3, Application.OperatingSystem
End Sub

Private Function ParkAnswered() As Boolean
    Dim answer As Variant
    answer = ParkAnswer("PARK_SOLID_WASTE", Array(8, 5))
    If IsError(answer) Then Exit Function
    ParkAnswered = answer = 3 And ParkReason() = ""
End Function

Private Function ParkNoneFailed() As Boolean
    Dim named As Variant
    For Each named In Array("accept_figures", "accept_words", "accept_states", "accept_moved")
        If Application.WorksheetFunction.CountIf(ParkTable(CStr(named)), ParkWord(False)) > 0 Then Exit Function
    Next named
    ParkNoneFailed = True
End Function

Private Sub ParkNote(ByVal row As Long, ByVal passed As Boolean)
    ParkTable("accept_macro").Cells(1 + row, SAID).Value = ParkWord(passed)
End Sub

Private Sub ParkSign(ByVal row As Long, ByVal words As String)
    ParkTable("accept_sign").Cells(1 + row, SAID).Value = words
End Sub

Private Function ParkTable(ByVal named As String) As Range
    Set ParkTable = ThisWorkbook.Names(named & "_table").RefersToRange
End Function

' The source is ASCII: "passed" and "not passed" as the cells have them.
Private Function ParkWord(ByVal passed As Boolean) As String
    ParkWord = ChrW(&H901A) & ChrW(&H8FC7)
    If Not passed Then ParkWord = ChrW(&H4E0D) & ParkWord
End Function

Private Function ParkBits() As String
    #If Win64 Then
        ParkBits = "64-bit"
    #Else
        ParkBits = "32-bit"
    #End If
End Function
