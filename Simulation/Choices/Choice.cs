using System.Globalization;

namespace ActorIommu.Simulation.Choices;

/// <summary>One decision of a run. Only those with an alternative are recorded.</summary>
/// <param name="Site">What was decided.</param>
/// <param name="Arity">How many possibilities there were, at least 2 and at most <see cref="MaxArity"/>.</param>
/// <param name="Value">Which was taken; 0 is always the calm one.</param>
public readonly record struct Choice(ChoiceSite Site, int Arity, int Value)
{
    /// <summary>So that a choice takes eight bytes.</summary>
    public const int MaxArity = (1 << 28) - 1;

    internal ulong Packed => ((ulong)Site.Code << 56) | ((ulong)(uint)Arity << 28) | (uint)Value;

    internal static Choice Unpack(ulong packed) =>
        new(new ChoiceSite((byte)(packed >> 56)), (int)(packed >> 28) & MaxArity, (int)packed & MaxArity);

    /// <summary>As in <c>delivery 2 of 5</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Site} {Value} of {Arity}");
}
