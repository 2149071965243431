using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Pcie;

/// <summary>Which translated transactions pass, and what is recorded of the others (IHI 0070 3.9.1.3, 7.3.8).</summary>
public sealed class TranslatedTransactionTests
{
    private const ulong Address = 0x1_2345_6780;
    private readonly Rig _rig = new(Chip.Ats);

    /// <summary>What is to happen.</summary>
    public enum Fate
    {
        /// <summary>It passes unchanged.</summary>
        Passes,

        /// <summary>It aborts, and nothing is recorded.</summary>
        Aborts,

        /// <summary>It aborts with F_TRANSL_FORBIDDEN.</summary>
        IsForbidden,
    }

    // Of each kind of stream, with checks; without, everything passes.
    [Theory]
    [InlineData(SteConfig.Abort, SteEats.Full, Fate.Aborts)]
    [InlineData(SteConfig.Abort, SteEats.Disabled, Fate.Aborts)]
    [InlineData(SteConfig.Bypass, SteEats.Full, Fate.IsForbidden)]
    [InlineData(SteConfig.Bypass, SteEats.Disabled, Fate.IsForbidden)]
    [InlineData(SteConfig.Bypass, SteEats.SplitStage, Fate.IsForbidden)]
    [InlineData(SteConfig.S1Translate, SteEats.Disabled, Fate.IsForbidden)]
    [InlineData(SteConfig.S1Translate, SteEats.Full, Fate.Passes)]
    [InlineData(SteConfig.S1Translate, SteEats.SplitStage, Fate.Aborts)]
    [InlineData(SteConfig.S1Translate, SteEats.FullWithDpt, Fate.IsForbidden)]
    [InlineData(SteConfig.S2Translate, SteEats.Disabled, Fate.IsForbidden)]
    [InlineData(SteConfig.S2Translate, SteEats.Full, Fate.Passes)]
    [InlineData(SteConfig.S2Translate, SteEats.SplitStage, Fate.Aborts)]
    [InlineData(SteConfig.S2Translate, SteEats.FullWithDpt, Fate.IsForbidden)]
    [InlineData(SteConfig.Nested, SteEats.Disabled, Fate.IsForbidden)]
    [InlineData(SteConfig.Nested, SteEats.Full, Fate.Passes)]
    [InlineData(SteConfig.Nested, SteEats.FullWithDpt, Fate.IsForbidden)]
    public void The_stream_decides_if_ATSCHK_is_1_and_nothing_if_it_is_0(SteConfig config, SteEats eats, Fate fate)
    {
        _rig.AddStageTwo(edit: entry => entry with { Config = config, EATS = eats });
        _rig.AssertTranslated(Address, _rig.Translated(Address));
        _rig.Write(RegisterOffset.Cr0, 0b1_1101);
        var result = _rig.Translated(Address);
        if (fate == Fate.Passes) _rig.AssertTranslated(Address, result);
        else if (fate == Fate.Aborts) _rig.AssertSilentAbort(result);
        else _rig.AssertEvent(result, 0x1_0000_0007, 0x8_0000_0000, Address, 0);
    }

    [Theory]
    [InlineData(false, 0x8_0000_0000UL)]
    [InlineData(true, 0UL)]
    public void F_TRANSL_FORBIDDEN_names_stream_direction_and_address_and_no_substream(bool isWrite, ulong d1)
    {
        _rig.Write(RegisterOffset.Cr0, 0b1_1101);
        _rig.Streams.Set(new StreamId(9), Structures.BypassEntry);
        var result = _rig.Translated(0xfedc_ba98_7654_3213, new AccessAttributes(isWrite, true, true), stream: 9, substream: 5);
        _rig.AssertEvent(result, 0x9_0000_0007, d1, 0xfedc_ba98_7654_3213, 0);
    }

    [Theory]
    [InlineData(0b1100u)]
    [InlineData(0b1_1100u)]
    public void A_disabled_SMMU_forbids_with_and_without_checks(uint cr0)
    {
        _rig.Write(RegisterOffset.Cr0, cr0);
        _rig.AssertEvent(_rig.Translated(Address), 0x1_0000_0007, 0x8_0000_0000, Address, 0);
    }

    [Fact]
    public void Without_IDR0_ATS_they_abort_and_ATSCHK_is_RES0()
    {
        var rig = new Rig();
        rig.Write(RegisterOffset.Cr0, 0b1_1101);
        Assert.Equal(0b1101u, rig.Read(RegisterOffset.Cr0ack));
        rig.AssertSilentAbort(rig.Translated(Address));
    }

    [Fact]
    public void An_address_beyond_OAS_aborts_without_record_and_the_last_one_within_passes()
    {
        _rig.AddStageTwo(edit: entry => entry with { EATS = SteEats.Full });
        foreach (var cr0 in (uint[])[0b1101, 0b1_1101])
        {
            _rig.Write(RegisterOffset.Cr0, cr0);
            _rig.AssertSilentAbort(_rig.Translated(1UL << 44));
            _rig.AssertTranslated((1UL << 44) - 8, _rig.Translated((1UL << 44) - 8));
        }
    }

    // C_BAD_STREAMID is not affected by RECINVSID here.
    [Theory]
    [InlineData("stream", 2)]
    [InlineData("fetch", 3)]
    [InlineData("entry", 4)]
    public void A_configuration_error_counts_with_ATSCHK_alone_and_is_recorded_with_REC_CFG_ATS(string what, int id)
    {
        var stream = what == "stream" ? 99u : 1;
        _rig.Streams.Set(new StreamId(1), Structures.BypassEntry with { V = what != "entry" });
        if (what == "fetch") _rig.Memory.Break(_rig.Streams.AddressOf(new StreamId(1))!.Value);
        _rig.AssertTranslated(Address, _rig.Translated(Address, stream: stream));
        _rig.Write(RegisterOffset.Cr0, 0b1_1101);
        _rig.AssertSilentAbort(_rig.Translated(Address, stream: stream));
        _rig.Write(RegisterOffset.Cr0, 0b1_1100);
        _rig.Write(RegisterOffset.Cr2, 0b1000);
        _rig.Write(RegisterOffset.Cr0, 0b1_1101);
        Assert.Equal(TranslationStatus.Aborted, _rig.Translated(Address, stream: stream).Status);
        Assert.Equal((ulong)id, _rig.TakeEvent()![0] & 0xff);
    }

    [Fact]
    public void REC_CFG_ATS_is_RES0_without_ATSRECERR()
    {
        var rig = new Rig(Chip.Make(zero => zero with { ATS = true }), start: false);
        rig.Write(RegisterOffset.Cr2, 0xf);
        Assert.Equal(7u, rig.Read(RegisterOffset.Cr2));
        _rig.Write(RegisterOffset.Cr0, 0);
        _rig.Write(RegisterOffset.Cr2, 0xf);
        Assert.Equal(0xfu, _rig.Read(RegisterOffset.Cr2));
    }
}
