' Cell functions of ParkEval XL in LibreOffice Calc: generated text, registered in the Standard library of the profile.
' Python answers every call (bridge.py); a failure must be a real error value, because SUM skips texts and empty cells.

' Global keeps its value between two calls; Private and Dim of a module are reset by each of them.
Global parkEvalBridge As Object

Function ParkEvalAnswer(functionName As String, arguments())
  Dim answer
  If IsNull(parkEvalBridge) Then parkEvalBridge = createUnoService("org.parkeval.Bridge")
  answer = parkEvalBridge.invoke(Array(functionName, arguments), Array(), Array())
  If IsArray(answer) Then
    ParkEvalAnswer = ParkEvalTable(answer)
  Else
    ParkEvalAnswer = answer
  End If
End Function

' Calc takes a two-dimensional array only; over UNO it arrives as rows of cells.
Function ParkEvalTable(rows)
  Dim table, r, c
  ReDim table(UBound(rows), UBound(rows(0)))
  For r = 0 To UBound(rows)
    For c = 0 To UBound(rows(0))
      table(r, c) = rows(r)(c)
    Next c
  Next r
  ParkEvalTable = table
End Function

' #VALUE! of the bridge; without a bridge Val gives a NaN, which Calc shows as #NUM!.
Function ParkEvalFailure()
  On Error Goto Unreachable
  ParkEvalFailure = ParkEvalAnswer("", Array())
  Exit Function
Unreachable:
  ParkEvalFailure = Val("NaN")
End Function

' one for each function:
Function $name($parameters)
  On Error Goto Failed
  Dim arguments($last)
$copies
  $name = ParkEvalAnswer("$name", arguments())
  Exit Function
Failed:
  $name = ParkEvalFailure()
End Function
