Attribute VB_Name = "ParkErrors"
Option Explicit

' A function that fails gives a real error value, so that every total above it fails too; text would be skipped by SUM.
' The message of the failure, "[PARK #N/A] words", says which error; any other message is #VALUE!.
' The words are kept for each cell until the check panel asks for them.

Private mMessages As Object

Public Function ParkFail(ByVal message As String) As Variant
    Dim first As Long, last As Long, shown As String, words As String
    words = message
    first = InStrRev(message, "[PARK ")
    If first > 0 Then last = InStr(first, message, "] ")
    If last > 0 Then
        shown = Mid$(message, first + 6, last - first - 6)
        words = Mid$(message, last + 2)
    End If
    ParkKeep words
    ParkFail = CVErr(ParkErrorNumber(shown))
End Function

' One line for each cell that still shows an error: Sheet!A1, a tab, the words.
Public Function ParkMessages() As String
    Dim place As Variant, words As String
    If mMessages Is Nothing Then Exit Function
    For Each place In mMessages.Keys
        If ParkStillWrong(CStr(place)) Then
            words = Replace(Replace(mMessages(place), vbCr, " "), vbLf, " ")
            ParkMessages = ParkMessages & place & vbTab & words & vbLf
        End If
    Next place
End Function

Private Function ParkErrorNumber(ByVal shown As String) As Long
    Select Case shown
        Case "#N/A": ParkErrorNumber = 2042
        Case "#DIV/0!": ParkErrorNumber = 2007
        Case "#REF!": ParkErrorNumber = 2023
        Case "#NAME?": ParkErrorNumber = 2029
        Case "#NUM!": ParkErrorNumber = 2036
        Case "#NULL!": ParkErrorNumber = 2000
        Case Else: ParkErrorNumber = 2015
    End Select
End Function

Private Sub ParkKeep(ByVal words As String)
    On Error Resume Next
    If mMessages Is Nothing Then Set mMessages = CreateObject("Scripting.Dictionary")
    mMessages(Application.Caller.Parent.Name & "!" & Application.Caller.Address(False, False)) = words
End Sub

Private Function ParkStillWrong(ByVal place As String) As Boolean
    Dim bang As Long
    On Error Resume Next
    bang = InStrRev(place, "!")
    ParkStillWrong = IsError(ThisWorkbook.Worksheets(Left$(place, bang - 1)).Range(Mid$(place, bang + 1)).Cells(1, 1).Value)
End Function
