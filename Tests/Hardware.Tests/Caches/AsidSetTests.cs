using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Tests.Caches;

/// <summary>
/// CD.ASET (IHI 0070 5.4, 3.17, 3.17.1): global entries match lookups of their own set only; commands do not look at it. Its other
/// use, broadcast invalidation, is not offered (IDR0.BTM).
/// </summary>
public sealed class AsidSetTests
{
    private readonly Rig _rig = new();

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, true, true)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    public void A_global_entry_serves_its_own_set_only(bool fills, bool looksUp, bool hits)
    {
        AddStreams(fills, looksUp, isGlobal: true);
        _rig.Translate(0x1000);
        Assert.Equal(hits ? TranslationPath.Iotlb : TranslationPath.Walk, _rig.Translate(0x1000, stream: 2).Path);
    }

    [Fact]
    public void An_entry_of_an_ASID_serves_both_sets()
    {
        AddStreams(false, true, isGlobal: false);
        _rig.Translate(0x1000);
        Assert.Equal(TranslationPath.Iotlb, _rig.Translate(0x1000, stream: 2).Path);
    }

    [Fact]
    public void Commands_by_address_remove_global_entries_of_both_sets_and_keep_other_addresses()
    {
        AddStreams(false, true, isGlobal: true);
        foreach (var stream in new[] { 1u, 2u })
        {
            _rig.Translate(0x1000, stream: stream);
            _rig.Translate(0x2000, stream: stream);
        }

        Assert.Equal(4, _rig.Core.CachedTranslations.Count);
        _rig.Submit(Commands.NhVa(0, 7, 0x1000), Commands.Sync);
        Assert.Equal(["False 2000", "True 2000"], _rig.Core.CachedTranslations.Select(entry => $"{entry.Tag.Aset} {entry.Input:x}"));
        _rig.Submit(Commands.Of(CommandOpcode.TlbiNhAll), Commands.Sync);
        Assert.Empty(_rig.Core.CachedTranslations);
    }

    private void AddStreams(bool one, bool two, bool isGlobal)
    {
        foreach (var (stream, aset) in new[] { (1u, one), (2u, two) })
        {
            var space = _rig.AddStageOne(stream: stream, edit: cd => cd with { ASET = aset });
            foreach (var page in new[] { 0x1000UL, 0x2000UL })
                space.Pages.Map(page, 0x8000_0000 + page, 3, PageTableBuilder.StageOneLeaf with { NG = !isGlobal });
        }
    }
}
