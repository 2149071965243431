using ActorIommu.Hardware.Pcie;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Pcie;

/// <summary>The translation cache of a device: what goes, what stays, and the answer that an invalidation overtakes.</summary>
public sealed class AddressTranslationCacheTests
{
    private readonly AddressTranslationCache _cache = new(16);

    // Entries: PASID 1, PASID 2 and none, each at 0x1000 and 0x2000, and a block of 2 MiB of PASID 1 at 0x400000.
    [Theory]
    [InlineData(false, 0, false, 0x1000UL, 0, "1@2000 2@2000 -@2000 1@400000")]
    [InlineData(true, 1, false, 0x1000UL, 0, "2@1000 -@1000 1@2000 2@2000 -@2000 1@400000")]
    [InlineData(true, 1, true, 0x1000UL, 0, "-@1000 1@2000 2@2000 -@2000 1@400000")]
    [InlineData(true, 3, false, 0x1000UL, 0, "1@1000 2@1000 -@1000 1@2000 2@2000 -@2000 1@400000")]
    [InlineData(true, 1, false, 0UL, 52, "2@1000 -@1000 2@2000 -@2000")]
    [InlineData(true, 1, true, 0UL, 52, "-@1000 -@2000")]
    [InlineData(false, 0, false, 0UL, 52, "")]
    [InlineData(false, 0, true, 0UL, 1, "1@2000 2@2000 -@2000 1@400000")]
    [InlineData(false, 0, false, 0x5ff000UL, 0, "1@1000 2@1000 -@1000 1@2000 2@2000 -@2000")]
    [InlineData(false, 0, false, 0x600000UL, 0, "1@1000 2@1000 -@1000 1@2000 2@2000 -@2000 1@400000")]
    [InlineData(false, 0, false, 0x3000UL, 2, "1@400000")]
    public void An_invalidation_takes_what_its_span_and_PASID_name_and_leaves_the_rest(
        bool hasPasid, int pasid, bool global, ulong address, int size, string left)
    {
        foreach (var page in (ulong[])[0x1000, 0x2000])
        {
            foreach (var owner in (int[])[1, 2, -1]) Fill(owner, page, 12);
        }

        Fill(1, 0x40_0000, 21);
        var command = Commands.Of(CommandOpcode.AtcInv) with
        {
            SSV = hasPasid,
            SubstreamID = new SubstreamId((uint)pasid),
            Global = global,
            Address = address,
            Size = (byte)size,
        };
        _cache.Invalidate(InvalidateRequest.Of(command, Chip.Ats));
        Assert.Equal(left, string.Join(' ', _cache.Entries.Select(Name)));
    }

    [Fact]
    public void Without_substreams_SSV_and_Global_mean_nothing()
    {
        var command = Commands.Of(CommandOpcode.AtcInv) with { SSV = true, SubstreamID = new SubstreamId(3), Global = true };
        var none = Chip.Make(zero => zero with { ATS = true }, one => one with { SSIDSIZE = 0 });
        Assert.Equal(new InvalidateRequest(null, false, default, new Iova(0xfff)), InvalidateRequest.Of(command, none));
        var some = InvalidateRequest.Of(command, Chip.Ats);
        Assert.Equal((new SubstreamId(3), true), (some.Substream!.Value, some.Global));
    }

    [Theory]
    [InlineData(0x1000UL, false)]
    [InlineData(0x2000UL, true)]
    public void An_answer_is_kept_only_if_no_invalidation_since_covers_it(ulong invalidated, bool isKept)
    {
        var ticket = _cache.Begin();
        _cache.Invalidate(new InvalidateRequest(null, false, new Iova(invalidated), new Iova(invalidated | 0xfff)));
        Assert.Equal(isKept, _cache.End(ticket, null, new Iova(0x1234), Granted(0x5000, 12)));
        Assert.Equal(isKept ? ["-@1000"] : [], _cache.Entries.Select(Name));
    }

    [Fact]
    public void A_part_of_the_block_that_comes_back_is_enough_to_kill_it()
    {
        var ticket = _cache.Begin();
        _cache.Invalidate(new InvalidateRequest(null, false, new Iova(0x1f_f000), new Iova(0x1f_ffff)));
        Assert.False(_cache.End(ticket, null, new Iova(0x1000), Granted(0x4000_0000, 21)));
    }

    [Fact]
    public void A_request_that_begins_after_the_invalidation_is_not_touched_by_it()
    {
        var before = _cache.Begin();
        _cache.Invalidate(new InvalidateRequest(null, false, default, new Iova(ulong.MaxValue)));
        var after = _cache.Begin();
        Assert.True(_cache.End(after, null, new Iova(0x1000), Granted(0x5000, 12)));
        Assert.False(_cache.End(before, null, new Iova(0x1000), Granted(0x6000, 12)));
        Assert.Equal(0x5000UL, Assert.Single(_cache.Entries).Entry.Address);
    }

    [Theory]
    [InlineData(-1, false, false, false, true)]
    [InlineData(-1, true, false, false, false)]
    [InlineData(-1, false, true, false, false)]
    [InlineData(1, false, false, false, false)]
    [InlineData(-1, false, false, true, true)]
    public void An_access_needs_the_PASID_the_privilege_and_the_permission_of_the_entry(
        int pasid, bool write, bool execute, bool privileged, bool isFound)
    {
        Fill(-1, 0x1000, 12, Granted(0x5000, 12) with { Entry = TranslationEntry.Of(0x5000, 12) with { R = true } });
        // Without a PASID there is no privilege to ask for.
        var access = new AccessAttributes(write, execute, privileged);
        Assert.Equal(isFound, _cache.TryTranslate(Pasid(pasid), new Iova(0x1238), access, out var output));
        Assert.Equal(isFound ? 0x5238UL : 0, output.Value);
    }

    [Fact]
    public void A_privileged_entry_serves_privileged_accesses_alone()
    {
        var entry = TranslationEntry.Of(0x5000, 12) with { R = true, Priv = true };
        Fill(1, 0x1000, 12, new TranslationCompletion(CompletionStatus.Success, entry));
        Assert.True(_cache.TryTranslate(Pasid(1), new Iova(0x1000), new AccessAttributes(false, false, true), out _));
        Assert.False(_cache.TryTranslate(Pasid(1), new Iova(0x1000), default, out _));
    }

    [Fact]
    public void A_global_entry_serves_every_PASID_and_goes_with_any()
    {
        var global = new TranslationCompletion(CompletionStatus.Success, TranslationEntry.Of(0x5000, 12) with { R = true, Global = true });
        Fill(1, 0x1000, 12, global);
        Assert.True(_cache.TryTranslate(Pasid(2), new Iova(0x1000), default, out _));
        Assert.False(_cache.TryTranslate(null, new Iova(0x1000), default, out _));
        _cache.Invalidate(new InvalidateRequest(new SubstreamId(2), false, default, new Iova(0xffff)));
        Assert.Empty(_cache.Entries);
    }

    [Theory]
    [InlineData(CompletionStatus.Success, false)]
    [InlineData(CompletionStatus.CompleterAbort, true)]
    [InlineData(CompletionStatus.UnsupportedRequest, true)]
    public void Nothing_is_kept_that_grants_nothing(CompletionStatus status, bool read)
    {
        var entry = TranslationEntry.Of(0, 12) with { R = read };
        Assert.True(_cache.End(_cache.Begin(), null, default, new TranslationCompletion(status, entry)));
        Assert.Empty(_cache.Entries);
    }

    [Fact]
    public void A_full_cache_forgets_the_oldest_and_a_new_answer_replaces_what_it_overlaps()
    {
        var cache = new AddressTranslationCache(2);
        foreach (var page in (ulong[])[0x1000, 0x2000, 0x3000]) cache.End(cache.Begin(), null, new Iova(page), Granted(page, 12));
        Assert.Equal(["-@2000", "-@3000"], cache.Entries.Select(Name));
        cache.End(cache.Begin(), null, new Iova(0x3000), Granted(0x20_0000, 21));
        Assert.Equal(["-@0"], cache.Entries.Select(Name));
    }

    private static string Name(AtcEntry entry) => $"{(entry.Substream is { } pasid ? $"{pasid.Value}" : "-")}@{entry.First.Value:x}";

    private static SubstreamId? Pasid(int pasid) => pasid < 0 ? null : new SubstreamId((uint)pasid);

    private static TranslationCompletion Granted(ulong address, int log2Size) =>
        new(CompletionStatus.Success, TranslationEntry.Of(address, log2Size) with { R = true, W = true });

    private void Fill(int pasid, ulong address, int log2Size, TranslationCompletion? completion = null) =>
        Assert.True(_cache.End(_cache.Begin(), Pasid(pasid), new Iova(address), completion ?? Granted(address, log2Size)));
}
