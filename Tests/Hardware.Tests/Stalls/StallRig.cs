using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Stalls;

/// <summary>An SMMU whose streams 1 and 2 stall at stage 1. Page 0x1000 is mapped to 0x8000_1000, and read-only.</summary>
internal sealed class StallRig
{
    public StallRig(SmmuCapabilities? capabilities = null, int stallTags = 1 << 16, bool start = true)
    {
        Rig = new Rig(capabilities ?? Chip.Stalling, new SmmuImplementation { StallTags = stallTags }, start: start);
        (One, Two) = (AddStream(1), AddStream(2));
    }

    public Rig Rig { get; }

    public StageOne One { get; }

    public StageOne Two { get; }

    /// <summary>One transaction that is to stall; its name.</summary>
    public StallId Stall(ulong address, AccessAttributes access = default, uint stream = 1)
    {
        var result = Rig.Translate(address, access, stream);
        Assert.Equal(TranslationStatus.Stalled, result.Status);
        return result.Stall;
    }

    /// <summary>The STAG of the next event, which is that of a stall.</summary>
    public ushort TakeTag()
    {
        var words = Rig.TakeEvent();
        Assert.NotNull(words);
        Assert.True(EventRecord.Read(words).Stall, $"{EventRecord.Read(words)}");
        return EventRecord.Read(words).STAG;
    }

    /// <summary>Every answer so far to what had stalled: "stall#1 Translated 80001000".</summary>
    public string Answers()
    {
        var answers = new List<string>();
        while (Rig.Smmu.TryTakeAnswered(out var stall, out var result))
            answers.Add($"{stall} {result.Status}{(result.Status == TranslationStatus.Translated ? $" {result.Address.Value:x}" : "")}");
        return string.Join(", ", answers);
    }

    public void Map(ulong address, StageOne? space = null) =>
        (space ?? One).Pages.Map(address, 0x8000_0000 + address, 3, PageTableBuilder.StageOneLeaf);

    private StageOne AddStream(uint stream)
    {
        var space = Rig.AddStageOne(stream: stream, edit: cd => cd with { S = true });
        space.Pages.Map(0x1000, 0x8000_1000, 3, PageTableBuilder.StageOneLeaf with { AP = Stage1Access.ReadOnly });
        return space;
    }
}
