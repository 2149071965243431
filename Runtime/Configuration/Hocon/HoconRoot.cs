namespace Akka.Configuration.Hocon;

/// <summary>The result of parsing one HOCON text; every substitution in it is resolved.</summary>
public class HoconRoot
{
    /// <summary>A root with the given value.</summary>
    public HoconRoot(HoconValue value) : this(value, [])
    {
    }

    /// <summary>A root with the given value and the substitutions that occur in it.</summary>
    public HoconRoot(HoconValue value, IEnumerable<HoconSubstitution> substitutions)
    {
        Value = value;
        Substitutions = substitutions;
    }

    /// <summary>The outermost object.</summary>
    public HoconValue Value { get; }

    /// <summary>The references that occur in the text.</summary>
    public IEnumerable<HoconSubstitution> Substitutions { get; }
}
