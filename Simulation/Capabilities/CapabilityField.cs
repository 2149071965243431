using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Simulation.Capabilities;

/// <summary>A field of an identification register, as capability files name it.</summary>
public sealed partial class CapabilityField
{
    private readonly PropertyInfo _property;

    internal CapabilityField(PropertyInfo property, BitsAttribute bits, string register)
    {
        _property = property;
        (High, Low) = (bits.High, bits.Low);
        // IHI 0070 6.3.1 and 6.3.6 print the fields of IDR registers in capitals with underscores, the others as words.
        var words = Boundary().Replace(property.Name, "_");
        Key = register.StartsWith("IDR", StringComparison.Ordinal) && words.Contains('_', StringComparison.Ordinal)
            ? words.ToUpperInvariant()
            : property.Name;
        var width = (1L << (High - Low + 1)) - 1;
        // 6.3.2: larger values are reserved.
        Maximum = Key switch { "SIDSIZE" => 32, "SSIDSIZE" => 20, "PRIQS" or "EVENTQS" or "CMDQS" => 19, _ => width };
    }

    /// <summary>The specification's name.</summary>
    public string Key { get; }

    /// <summary>Most significant bit.</summary>
    public int High { get; }

    /// <summary>Least significant bit.</summary>
    public int Low { get; }

    /// <summary>Largest value of a number.</summary>
    public long Maximum { get; }

    /// <summary>bool for one bit, an enum for encodings, long for a number.</summary>
    public Type Type => _property.PropertyType == typeof(bool) || _property.PropertyType.IsEnum ? _property.PropertyType : typeof(long);

    /// <summary>The field of a register.</summary>
    public object ValueIn(object register) => Type == typeof(long)
        ? Convert.ToInt64(_property.GetValue(register), CultureInfo.InvariantCulture)
        : _property.GetValue(register)!;

    internal void SetIn(object register, object value) => _property.SetValue(
        register, value is long ? Convert.ChangeType(value, _property.PropertyType, CultureInfo.InvariantCulture) : value);

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Boundary();
}
