namespace ActorIommu.Hardware.Tests.Layout;

/// <summary>
/// Finds the bits that a field really uses. No value goes in and out through the same accessor: the getter is watched while single bits of
/// the raw words change, and the raw words are watched while the initializer writes.
/// </summary>
public static class WalkingOnes
{
    public static IEnumerable<string> Violations(SpecStructure structure) => structure.Fields.SelectMany(Violations);

    private static IEnumerable<string> Violations(SpecField field)
    {
        if (field.Low < 0 || field.High >= field.Structure.Bits || field.High < field.Low) return [$"{field}: no such bits"];
        return ReadViolations(field).Concat(field.Write is null ? [] : WriteViolations(field));
    }

    private static IEnumerable<string> ReadViolations(SpecField field)
    {
        var full = field.FullValue;
        if (Read(field, _ => false) != 0) yield return $"{field}: reads 0x{Read(field, _ => false):x} where no bit is set";
        if (Read(field, _ => true) != full) yield return $"{field}: reads 0x{Read(field, _ => true):x} where all bits are set";
        for (var bit = 0; bit < field.Structure.Bits; bit++)
        {
            var expected = field.Contains(bit) ? field.ValueOf(bit) : 0;
            var one = Read(field, b => b == bit);
            var zero = Read(field, b => b != bit);
            if (one != expected) yield return $"{field}: reads 0x{one:x}, not 0x{expected:x}, where only bit {bit} is set";
            var rest = full & ~expected;
            if (zero != rest) yield return $"{field}: reads 0x{zero:x}, not 0x{rest:x}, where only bit {bit} is clear";
        }
    }

    private static IEnumerable<string> WriteViolations(SpecField field)
    {
        var all = Enumerable.Range(0, field.Structure.Bits).ToList();
        for (var bit = field.Low; bit <= field.High; bit++)
        {
            var wanted = bit;
            if (Unequal(field, _ => false, field.ValueOf(bit), [bit]) is { } onZeroes) yield return onZeroes;
            var rest = all.Where(b => !field.Contains(b) || b == wanted);
            if (Unequal(field, _ => true, field.ValueOf(bit), rest) is { } onOnes) yield return onOnes;
        }

        if (Unequal(field, _ => true, 0, all.Where(b => !field.Contains(b))) is { } cleared) yield return cleared;
        if (Unequal(field, _ => false, ulong.MaxValue, all.Where(field.Contains)) is { } spilt) yield return spilt;
    }

    private static ulong Read(SpecField field, Func<int, bool> isSet) => field.Read(field.Structure.WithBits(isSet));

    private static string? Unequal(SpecField field, Func<int, bool> before, ulong value, IEnumerable<int> expected)
    {
        var instance = field.Structure.WithBits(before);
        field.Write!(instance, value);
        var found = field.Structure.SetBits(instance);
        var over = before(0) ? "ones" : "zeroes";
        return found.SetEquals(expected) ? null : $"{field}: writing 0x{value:x} over {over} leaves {{{string.Join(' ', found)}}} set";
    }
}
