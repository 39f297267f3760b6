Attribute VB_Name = "xlwings_udfs"
Option Explicit
' Written by python -m parkeval_xl.workbook.vba.wrappers: change the registry, not this text.

Function PARK_CHANGE(target, base)
Attribute PARK_CHANGE.VB_Description = "Relative change of a figure against its base; not applicable where the base is 0."
Attribute PARK_CHANGE.VB_ProcData.VB_Invoke_Func = " \n20"
    PARK_CHANGE = ParkAnswer("PARK_CHANGE", Array(target, base))
End Function

Function PARK_EMISSION(activity, activity_unit, factor, factor_unit)
Attribute PARK_EMISSION.VB_Description = "Emission of a flow in tCO2e: activity times factor, units converted; units that do not fit are an error."
Attribute PARK_EMISSION.VB_ProcData.VB_Invoke_Func = " \n20"
    PARK_EMISSION = ParkAnswer("PARK_EMISSION", Array(activity, activity_unit, factor, factor_unit))
End Function

Function PARK_INDEX(scores, weights)
Attribute PARK_INDEX.VB_Description = "Index 0 to 100 of scores and weights; what is not applicable hands its weight on to the others."
Attribute PARK_INDEX.VB_ProcData.VB_Invoke_Func = " \n20"
    PARK_INDEX = ParkAnswer("PARK_INDEX", Array(scores, weights))
End Function

Function PARK_REDUCTION(roles, emissions)
Attribute PARK_REDUCTION.VB_Description = "Reduction in tCO2e: sum of baseline minus project minus leakage; a negative result stays negative."
Attribute PARK_REDUCTION.VB_ProcData.VB_Invoke_Func = " \n20"
    PARK_REDUCTION = ParkAnswer("PARK_REDUCTION", Array(roles, emissions))
End Function

Function PARK_SCORE(value, xs, ys)
Attribute PARK_SCORE.VB_Description = "Score 0 to 1 of an indicator: straight between the points of its curve, level beyond its ends."
Attribute PARK_SCORE.VB_ProcData.VB_Invoke_Func = " \n20"
    PARK_SCORE = ParkAnswer("PARK_SCORE", Array(value, xs, ys))
End Function

Function PARK_SOLID_WASTE(used, residue)
Attribute PARK_SOLID_WASTE.VB_Description = "Reduction of solid waste in t: waste used minus the residue of its use."
Attribute PARK_SOLID_WASTE.VB_ProcData.VB_Invoke_Func = " \n20"
    PARK_SOLID_WASTE = ParkAnswer("PARK_SOLID_WASTE", Array(used, residue))
End Function

Function PARK_TOTAL(role, roles, emissions)
Attribute PARK_TOTAL.VB_Description = "The sum of the rows of one role; pending and errors reach the sum, empty and not applicable are left out. A row whose role is pending might belong to it, so the sum is pending too."
Attribute PARK_TOTAL.VB_ProcData.VB_Invoke_Func = " \n20"
    PARK_TOTAL = ParkAnswer("PARK_TOTAL", Array(role, roles, emissions))
End Function

Function PARK_UTILISATION(utilised, generated, old_stock)
Attribute PARK_UTILISATION.VB_Description = "Utilisation rate: sum of utilised over sum of generated and old stock, at most 1; not applicable where nothing arose."
Attribute PARK_UTILISATION.VB_ProcData.VB_Invoke_Func = " \n20"
    PARK_UTILISATION = ParkAnswer("PARK_UTILISATION", Array(utilised, generated, old_stock))
End Function

Function PARK_VERSION(results)
Attribute PARK_VERSION.VB_Description = "Program and version that answer the PARK_ functions; an error among the results is passed on."
Attribute PARK_VERSION.VB_ProcData.VB_Invoke_Func = " \n20"
    PARK_VERSION = ParkAnswer("PARK_VERSION", Array(results))
End Function
