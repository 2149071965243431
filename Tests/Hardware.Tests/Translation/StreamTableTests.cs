using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Translation;

/// <summary>From a StreamID to its entry (IHI 0070 3.3.1, 5.1, 7.3.3, 7.3.4).</summary>
public sealed class StreamTableTests
{
    [Fact]
    public void C_BAD_STREAMID_beyond_a_linear_table()
    {
        var rig = new Rig();
        rig.Streams.Set(new StreamId(15), Structures.BypassEntry);
        rig.AssertTranslated(0x1000, rig.Translate(0x1000, stream: 15));
        rig.AssertEvent(rig.Translate(0x1000, stream: 0x10), 0x0000_0010_0000_0002, 0, 0, 0);
        rig.AssertEvent(rig.Translate(0x1000, stream: 0xffff_ffff, substream: 0xabcde), 0xffff_ffff_abcd_e802, 0, 0, 0);
    }

    [Fact]
    public void Without_RECINVSID_it_aborts_and_records_nothing()
    {
        var rig = new Rig(start: false);
        rig.Start(rig.Streams, recordInvalidStreams: false);
        rig.AssertSilentAbort(rig.Translate(0x1000, stream: 0x10));
    }

    [Fact]
    public void A_table_is_no_larger_than_IDR1_SIDSIZE()
    {
        var rig = new Rig(Chip.Make(idr1: one => one with { SIDSIZE = 3 }));
        rig.Streams.Set(new StreamId(7), Structures.BypassEntry);
        rig.Streams.Set(new StreamId(8), Structures.BypassEntry);
        Assert.Equal(TranslationStatus.Translated, rig.Translate(0, stream: 7).Status);
        Assert.Equal(EventId.CBadStreamid, rig.Translate(0, stream: 8).Event.Id);
    }

    [Fact]
    public void The_base_of_a_linear_table_is_aligned_to_its_size()
    {
        var rig = new Rig(start: false);
        rig.Streams.Set(new StreamId(1), Structures.BypassEntry);
        rig.Start(rig.Streams);
        rig.Write(RegisterOffset.Cr0, 0b1100);
        rig.Write(RegisterOffset.StrtabBase, 0x4000_03c0);
        rig.Write(RegisterOffset.Cr0, 0b1101);
        rig.AssertTranslated(0x1000, rig.Translate(0x1000));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(10)]
    public void A_two_level_table_is_split_where_SPLIT_says(int split)
    {
        var rig = TwoLevel(split, out var streams);
        foreach (var stream in new[] { 0u, 1u, (1u << split) - 1, 1u << split, 0xfffu })
        {
            streams.Set(new StreamId(stream), Structures.BypassEntry);
            rig.AssertTranslated(0x1000, rig.Translate(0x1000, stream: stream));
        }

        Assert.Equal(EventId.CBadSte, rig.Translate(0, stream: 2).Event.Id);
        Assert.Equal(EventId.CBadStreamid, rig.Translate(0, stream: 0x1000).Event.Id);
    }

    [Fact]
    public void Reserved_values_of_SPLIT_behave_as_6()
    {
        var rig = TwoLevel(6, out var streams);
        streams.Set(new StreamId(0x47), Structures.BypassEntry);
        rig.Write(RegisterOffset.Cr0, 0b1100);
        rig.Write(RegisterOffset.StrtabBaseCfg, (streams.Configuration with { SPLIT = 7 }).Raw);
        rig.Write(RegisterOffset.Cr0, 0b1101);
        rig.AssertTranslated(0x1000, rig.Translate(0x1000, stream: 0x47));
    }

    [Fact]
    public void A_reserved_format_behaves_as_linear()
    {
        var rig = new Rig(start: false);
        rig.Streams.Set(new StreamId(1), Structures.BypassEntry);
        rig.Start(rig.Streams);
        rig.Write(RegisterOffset.Cr0, 0b1100);
        rig.Write(RegisterOffset.StrtabBaseCfg, 0x0002_0004);
        rig.Write(RegisterOffset.Cr0, 0b1101);
        rig.AssertTranslated(0x1000, rig.Translate(0x1000));
    }

    // 7.3.3, 2a to 2d: Span 0, reserved, more than SPLIT + 1, or fewer entries than the StreamID needs.
    [Theory]
    [InlineData(6, 0, 0x40u, false)]
    [InlineData(6, 1, 0x40u, true)]
    [InlineData(6, 1, 0x41u, false)]
    [InlineData(6, 2, 0x41u, true)]
    [InlineData(6, 6, 0x5fu, true)]
    [InlineData(6, 6, 0x60u, false)]
    [InlineData(6, 7, 0x7fu, true)]
    [InlineData(6, 8, 0x40u, false)]
    [InlineData(8, 9, 0x40u, true)]
    [InlineData(8, 10, 0x40u, false)]
    [InlineData(10, 11, 0x40u, true)]
    [InlineData(10, 12, 0x40u, false)]
    [InlineData(10, 31, 0x40u, false)]
    public void Span_bounds_the_level_2_array(int split, int span, uint stream, bool isFound)
    {
        var rig = TwoLevel(split, out var streams);
        streams.Set(new StreamId(stream), Structures.BypassEntry);
        var address = streams.AddressOfDescriptor(new StreamId(stream));
        Assert.True(rig.Memory.TryRead64(address, out var raw));
        rig.Memory.TryWrite64(address, raw.WithBits(4, 0, (ulong)span));
        Assert.Equal(isFound ? default : EventId.CBadStreamid, rig.Translate(0x1000, stream: stream).Event.Id);
    }

    [Fact]
    public void F_STE_FETCH_names_the_doubleword_of_the_entry_that_could_not_be_read()
    {
        var rig = new Rig();
        rig.Streams.Set(new StreamId(2), Structures.BypassEntry);
        rig.Memory.Break(new Pa(0x4000_00a0));
        rig.AssertEvent(rig.Translate(0x1000, stream: 2, substream: 3), 0x0000_0002_0000_3803, 0, 0, 0x4000_00a0);
    }

    [Fact]
    public void F_STE_FETCH_of_a_level_1_descriptor()
    {
        var rig = TwoLevel(6, out var streams);
        rig.Memory.Break(streams.AddressOfDescriptor(new StreamId(0x81)));
        var expected = streams.Base.ADDR + 0x10;
        rig.AssertEvent(rig.Translate(0x1000, stream: 0x81), 0x0000_0081_0000_0003, 0, 0, expected);
    }

    [Fact]
    public void F_STE_FETCH_has_no_address_bits_above_OAS()
    {
        var rig = TwoLevel(6, out var streams);
        streams.Set(new StreamId(0), Structures.BypassEntry);
        rig.Memory.TryWrite64(streams.AddressOfDescriptor(new StreamId(0)), 0x00f0_0000_8000_0007);
        rig.AssertEvent(rig.Translate(0x1000, stream: 1), 0x0000_0001_0000_0003, 0, 0, 0x8000_0040);
    }

    [Fact]
    public void An_SMMU_of_linear_tables_ignores_the_format()
    {
        var rig = new Rig(Chip.Make(zero => zero with { StLevel = StreamTableLevels.Linear }), start: false);
        rig.Streams.Set(new StreamId(1), Structures.BypassEntry);
        rig.Start(rig.Streams);
        rig.Write(RegisterOffset.Cr0, 0b1100);
        rig.Write(RegisterOffset.StrtabBaseCfg, 0x0001_0184);
        Assert.Equal(4u, rig.Read(RegisterOffset.StrtabBaseCfg));
        rig.Write(RegisterOffset.Cr0, 0b1101);
        rig.AssertTranslated(0x1000, rig.Translate(0x1000));
    }

    private static Rig TwoLevel(int split, out StreamTableBuilder streams)
    {
        var rig = new Rig(start: false);
        streams = StreamTableBuilder.TwoLevel(rig.Memory, rig.Frames, 12, split);
        rig.Start(streams);
        return rig;
    }
}
