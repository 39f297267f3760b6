Attribute VB_Name = "ParkPython"
Option Explicit

' One Python for all cells, kept between calls: xlwings reads its settings anew for each object it gives.
' For what stands in cells Python never raises: it answers Null, and says why when asked. So what is raised means
' that Python itself is gone. Then the object is dropped and, was it an old one, a new one is tried. If that fails too,
' the reason is kept and every further cell gets its error at once, its own formula computing without Python, until a
' minute is over or a button is pressed: each attempt may take seconds, and a sheet has many cells.

Private Const PARK_HOST As String = "parkeval_xl.hosts.excel"
Private Const PARK_REST As Double = 60 ' seconds
Private Const PARK_DAY As Double = 86400

Private mPython As Object
Private mReason As String
Private mRestUntil As Double

Public Function ParkAnswer(ByVal named As String, ByVal arguments As Variant) As Variant
    Dim kept As Boolean, answer As Variant
    ParkAnswer = CVErr(2015)
    If CDbl(Now) < mRestUntil Then Exit Function
    kept = Not (mPython Is Nothing)
    On Error GoTo failed
again:
    answer = ParkCall(named, arguments)
    mReason = ""
    ParkAnswer = answer
    Exit Function
failed:
    Set mPython = Nothing
    If kept Then
        kept = False
        Resume again
    End If
    mReason = Err.Description
    If mReason = "" Then mReason = "error " & Err.Number
    mRestUntil = CDbl(Now) + PARK_REST / PARK_DAY
End Function

' Why Python does not answer cells; empty where it does, or was never asked. For the check panel and the ribbon.
Public Function ParkReason() As String
    ParkReason = mReason
End Function

' A button was pressed: the next cell asks Python again.
Public Sub ParkTryAgain()
    mRestUntil = 0
End Sub

Private Function ParkCall(ByVal named As String, ByVal arguments As Variant) As Variant
    Dim answer As Variant
    If mPython Is Nothing Then Set mPython = XLPy
    answer = mPython.CallUDF(PARK_HOST, named, arguments, ThisWorkbook, Application.Caller)
    If IsNull(answer) Then answer = ParkFail(mPython.Str(mPython.Call(mPython.Module(PARK_HOST), "failure")))
    ParkCall = answer
End Function
