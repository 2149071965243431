using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Tests.Layout;

/// <summary>The two judges find mistakes that were really made, in emulators that tested by round trip.</summary>
public sealed class NegativeControlTests
{
    private static readonly IReadOnlyList<SpecStructure> Wrong = SpecStructure.In(typeof(NegativeControlTests).Assembly);

    private static readonly IndependentTable Table = new(SpecStructure.All);

    [Theory]
    [InlineData(nameof(NarrowEvent), nameof(NarrowEvent.SubstreamID))]
    [InlineData(nameof(NarrowEvent), nameof(NarrowEvent.StreamID))]
    [InlineData(nameof(NarrowEvent), nameof(NarrowEvent.SSV))]
    [InlineData(nameof(NarrowEvent), nameof(NarrowEvent.PnU))]
    [InlineData(nameof(NarrowEvent), nameof(NarrowEvent.FetchAddr))]
    [InlineData(nameof(WrongQueueBase), nameof(WrongQueueBase.LOG2SIZE))]
    public void Walking_ones_flags_an_accessor_that_does_not_do_what_it_prints(string type, string field) =>
        Assert.NotEmpty(ViolationsOf(type, field));

    [Theory]
    [InlineData(nameof(NarrowEvent), nameof(NarrowEvent.RnW))]
    [InlineData(nameof(WrongQueueBase), nameof(WrongQueueBase.ADDR))]
    [InlineData(nameof(PackedEvent), nameof(PackedEvent.SSV))]
    public void Walking_ones_passes_an_accessor_that_does_what_it_prints(string type, string field) =>
        Assert.Empty(ViolationsOf(type, field));

    [Theory]
    [InlineData("F_ACCESS", "SSV")]
    [InlineData("F_ACCESS", "PnU")]
    [InlineData("F_ACCESS", "CLASS")]
    [InlineData("F_ACCESS", "STAG")]
    [InlineData("PRIQ_BASE", "ADDR")]
    [InlineData("PRIQ_BASE", "WA")]
    public void The_table_flags_a_position_that_is_printed_wrong_or_not_at_all(string structure, string field)
    {
        var row = Vectors.Layout.Single(row => row.Structure == structure && row.Field == field);
        Assert.NotNull(new IndependentTable(Wrong).Violation(row));
        Assert.Null(Table.Violation(row));
    }

    [Fact]
    public void The_table_flags_a_structure_that_is_missing() =>
        Assert.NotNull(new IndependentTable(Wrong).Violation(new LayoutRow("STE", "V", 0, 0, Confidence.High)));

    [Fact]
    public void The_table_flags_every_row_when_it_is_shifted_by_one_bit_or_one_bit_wider() =>
        Assert.All(Vectors.Layout.Where(row => row.Confidence == Confidence.High), row =>
        {
            Assert.NotNull(Table.Violation(row with { High = row.High + 1, Low = row.Low + 1 }));
            Assert.NotNull(Table.Violation(row with { High = row.High + 1 }));
            Assert.NotNull(Table.Violation(row with { Field = row.Field + "x" }));
        });

    private static IEnumerable<string> ViolationsOf(string type, string field) =>
        WalkingOnes.Violations(Wrong.Single(structure => structure.Type.Name == type))
            .Where(violation => violation.StartsWith($"{type}.{field} ", StringComparison.Ordinal));
}

/// <summary>Prints the right positions and reads others: widths of high - low, a neighbour's bit, an initializer that spills.</summary>
[SpecStructure("F_TRANSLATION")]
public readonly record struct NarrowEvent(ulong D0, ulong D1, ulong D2, ulong D3)
{
    [Bits(11)] public bool SSV { get => D0.Bit(10); init => D0 = D0.WithBit(10, value); }

    [Bits(31, 12)] public SubstreamId SubstreamID { get => new((uint)D0.Bits(30, 12)); init => D0 = D0.WithBits(31, 12, value.Value); }

    [Bits(63, 32)] public StreamId StreamID { get => new((uint)D0.Bits(63, 32)); init => D0 |= (ulong)value.Value << 32; }

    [Bits(97)] public bool PnU { get => D0.Bit(97); init => D1 = D1.WithBit(97, value); }

    [Bits(99)] public bool RnW { get => D1.Bit(99); init => D1 = D1.WithBit(99, value); }

    [AddressBits(247, 195)] public Pa FetchAddr { get => new(D3.Bits(247, 195)); init => D3 = D3.WithAddressBits(247, 195, value.Value); }
}

/// <summary>Does what it prints, at positions that are not the specification's.</summary>
[SpecStructure("F_ACCESS")]
public readonly record struct PackedEvent(ulong D0, ulong D1, ulong D2, ulong D3)
{
    [Bits(10)] public bool SSV { get => D0.Bit(10); init => D0 = D0.WithBit(10, value); }

    [Bits(64)] public bool PnU { get => D1.Bit(64); init => D1 = D1.WithBit(64, value); }

    [Bits(69, 68)] public EventClass CLASS { get => (EventClass)D1.Bits(69, 68); init => D1 = D1.WithBits(69, 68, (ulong)value); }

    [Bits(80, 64)] public uint STAG { get => (uint)D1.Bits(80, 64); init => D1 = D1.WithBits(80, 64, value); }
}

/// <summary>An initializer that keeps old bits, an address that ends too early, a hint without a name.</summary>
[SpecStructure("PRIQ_BASE")]
public readonly record struct WrongQueueBase(ulong Raw)
{
    [Bits(4, 0)] public byte LOG2SIZE { get => (byte)Raw.Bits(4, 0); init => Raw |= value; }

    [AddressBits(51, 5)] public ulong ADDR { get => Raw.AddressBits(51, 5); init => Raw = Raw.WithAddressBits(51, 5, value); }

    [SpecField("WA", "EVENTQ_BASE")]
    [Bits(62)] public bool RA { get => Raw.Bit(62); init => Raw = Raw.WithBit(62, value); }
}
