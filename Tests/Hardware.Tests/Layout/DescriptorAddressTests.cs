using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Tests.Layout;

/// <summary>The addresses that descriptors hold in pieces, against the pieces of the table: OA_51_48 at [15:12] and so on.</summary>
public sealed class DescriptorAddressTests
{
    public static TheoryData<string> Structures =>
        [.. Vectors.Layout.Where(row => Pieces(row.Structure).Count > 0).Select(row => row.Structure).Distinct()];

    [Theory, MemberData(nameof(Structures))]
    public void An_address_is_assembled_from_exactly_the_pieces_of_the_table(string structure)
    {
        var format = FormatOf(structure);
        var map = Pieces(structure).SelectMany(piece => piece).ToDictionary(bit => bit.Raw, bit => bit.Address);
        var shift = map.Values.Min();
        for (var raw = 0; raw < 64; raw++)
        {
            var expected = map.TryGetValue(raw, out var address) ? 1UL << address : 0;
            Assert.Equal(expected, new Descriptor(1UL << raw).OutputAddress(shift, format));
            if (expected != 0) Assert.Equal(1UL << raw, default(Descriptor).WithOutputAddress(expected, shift, format).Raw);
        }

        var pieces = map.Keys.Aggregate(0UL, (mask, raw) => mask | (1UL << raw));
        Assert.Equal(~pieces, new Descriptor(ulong.MaxValue).WithOutputAddress(0, shift, format).Raw);
        Assert.Equal(pieces, default(Descriptor).WithOutputAddress(ulong.MaxValue, shift, format).Raw);
    }

    private static DescriptorFormat FormatOf(string structure) =>
        structure.EndsWith("_DS", StringComparison.Ordinal) ? DescriptorFormat.Bits52Ds
        : structure.EndsWith("_64K", StringComparison.Ordinal) ? DescriptorFormat.Bits52In64K
        : DescriptorFormat.Bits48;

    /// <summary>For each address field of the structure: which descriptor bit is which address bit.</summary>
    private static List<List<(int Raw, int Address)>> Pieces(string structure) =>
    [
        .. from row in Vectors.Layout
           where row.Structure == structure && row.Field.Split('_')[0] is ("OA" or "NLTA")
           let lowest = int.Parse(row.Field.Split('_')[2], System.Globalization.CultureInfo.InvariantCulture)
           select Enumerable.Range(row.Low, row.High - row.Low + 1).Select(raw => (raw, lowest + raw - row.Low)).ToList(),
    ];
}
