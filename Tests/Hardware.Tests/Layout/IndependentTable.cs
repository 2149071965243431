namespace ActorIommu.Hardware.Tests.Layout;

/// <summary>Compares what the code declares with what the independent table says, row by row.</summary>
public sealed class IndependentTable(IReadOnlyList<SpecStructure> structures)
{
    /// <summary>What is wrong with the code if the row is right; null for nothing.</summary>
    public string? Violation(LayoutRow row)
    {
        var described = structures.Where(structure => structure.Describes(row.Structure)).ToList();
        if (described.Count != 1) return $"{row}: {described.Count} types describe the structure";
        var fields = Named(described[0], row);
        if (fields.Count != 1) return $"{row}: {fields.Count} properties have the name in {described[0].Type.Name}";
        return (fields[0].High, fields[0].Low) == (row.High, row.Low) ? null : $"{row}: the code has {fields[0]}";
    }

    /// <summary>The fields that the row judges.</summary>
    public IEnumerable<SpecField> Judged(LayoutRow row) =>
        structures.Where(structure => structure.Describes(row.Structure)).SelectMany(structure => Named(structure, row));

    /// <summary>The fields with the row's name: those that have it in this structure only, or else those that have it in all.</summary>
    private static List<SpecField> Named(SpecStructure structure, LayoutRow row)
    {
        var special = structure.Fields.Where(field => field.SpecNames.Any(name =>
            name.Name == row.Field && name.Structures.Any(pattern => SpecStructure.Matches(pattern, row.Structure)))).ToList();
        return special.Count > 0 ? special : [.. structure.Fields.Where(field => IsGeneral(field, row.Field))];
    }

    private static bool IsGeneral(SpecField field, string name) => field.SpecNames.Count == 0
        ? Normalized(field.Name) == Normalized(name)
        : field.SpecNames.Any(spec => spec.Structures.Length == 0 && spec.Name == name);

    private static string Normalized(string name) => name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();
}
