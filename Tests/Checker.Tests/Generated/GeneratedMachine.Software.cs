using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Tests.Generated;

/// <content>Software: maps, unmaps with their invalidations, replaces.</content>
internal sealed partial class GeneratedMachine
{
    private IEnumerable<bool> Software(int thread, int operations)
    {
        List<(ulong Iova, int Pages, ulong Pa)> mapped = [];
        List<(ulong Iova, int Pages, ulong Pa)> waiting = [];
        Stack<ulong> free = new(Enumerable.Range(0, 6).Select(slot => (ulong)(thread + 1) << 24 | (ulong)slot << 16));
        for (var count = 0; count < operations; count++)
        {
            if (free.Count > 0 && (mapped.Count == 0 || _prng.OneIn(2)))
            {
                var one = (Iova: free.Pop(), Pages: 1 + _prng.Below(4), Pa: 0UL);
                one.Pa = Allocate(one.Pages);
                foreach (var step in Map(one)) yield return step;
                mapped.Add(one);
            }
            else if (mapped.Count > 0)
            {
                var one = mapped[_prng.Below(mapped.Count)];
                mapped.Remove(one);
                foreach (var step in Unmap(one)) yield return step;
                if (!_lazily) free.Push(one.Iova);
                else if (Breaks(Defect.AddressUsedBeforeFlush)) mapped.Add(Again(one));
                else waiting.Add(one);
            }

            if (waiting.Count == 0 || !_prng.OneIn(3)) continue;
            foreach (var step in Flush()) yield return step;
            foreach (var (iova, _, _) in waiting) free.Push(iova);
            waiting.Clear();
        }
    }

    private (ulong Iova, int Pages, ulong Pa) Again((ulong Iova, int Pages, ulong Pa) one)
    {
        one.Pa = Allocate(one.Pages);
        foreach (var step in Map(one)) _ = step;
        return one;
    }

    private IEnumerable<bool> Map((ulong Iova, int Pages, ulong Pa) one)
    {
        var map = Begin(OperationKind.Map, Domain, null, one.Iova, one.Pages, one.Pa);
        for (var page = 0UL; page < (ulong)one.Pages; page++)
        {
            yield return true;
            Store(map, one.Iova + (page << 12), one.Pa + (page << 12));
        }

        End(map);
    }

    private IEnumerable<bool> Unmap((ulong Iova, int Pages, ulong Pa) one)
    {
        var unmap = Begin(OperationKind.Unmap, Domain, null, one.Iova, one.Pages);
        var kept = Breaks(Defect.DescriptorNotCleared) ? 0 : -1;
        for (var page = 0; page < one.Pages; page++)
        {
            yield return true;
            if (page != kept) Store(unmap, one.Iova + ((ulong)page << 12), null);
        }

        if (Breaks(Defect.PagesFreedEarly)) Add(new PagesFreed(new Pa(one.Pa), (ulong)one.Pages << 12));
        if (!_lazily)
        {
            foreach (var step in Invalidate(unmap, one.Iova, one.Pages)) yield return step;
        }

        End(unmap);
        if (_lazily) yield break;
        Add(new PagesFreed(new Pa(one.Pa), (ulong)one.Pages << 12));
        if (_prng.OneIn(2)) _freePages.Add(one.Pa);
    }

    private IEnumerable<bool> Flush()
    {
        var flush = Begin(OperationKind.Flush, Domain);
        foreach (var smmu in _smmus)
        {
            foreach (var step in Round(flush, smmu, [Script.OfAsid()])) yield return step;
        }

        End(flush);
    }

    // For each SMMU: TLB invalidations, CMD_SYNC, ATC invalidations, CMD_SYNC. The first rounds of all SMMUs run side by side.
    private IEnumerable<bool> Invalidate(OperationId unmap, ulong iova, int pages)
    {
        var short1 = pages > 1 && Breaks(Defect.RangeOnePageShort);
        var asid = (ushort)(Breaks(Defect.WrongAsid) ? 8 : 7);
        List<(Smmu Smmu, long Sync)> waits = [];
        foreach (var smmu in _smmus)
        {
            if (Breaks(Defect.TlbiForgottenOnOneSmmu)) continue;
            if (_hasAts && Breaks(Defect.AtcBeforeTlb))
            {
                foreach (var step in Round(unmap, smmu, Atc(smmu, iova))) yield return step;
                foreach (var step in Round(unmap, smmu, Tlbi(iova, pages, asid))) yield return step;
                continue;
            }

            var commands = Tlbi(iova, short1 ? pages - 1 : pages, asid);
            if (Breaks(Defect.SyncForgotten)) Issue(unmap, smmu, commands);
            else waits.Add((smmu, Issue(unmap, smmu, [.. commands, Script.Sync])));
        }

        foreach (var (smmu, sync) in waits)
        {
            if (Breaks(Defect.SyncNotAwaited)) continue;
            foreach (var step in Await(unmap, smmu, sync)) yield return step;
            if (!_hasAts || Breaks(Defect.AtcForgotten)) continue;
            foreach (var step in Round(unmap, smmu, Atc(smmu, iova))) yield return step;
        }
    }

    private IEnumerable<bool> Round(OperationId operation, Smmu smmu, Command[] commands) =>
        Await(operation, smmu, Issue(operation, smmu, [.. commands, Script.Sync]));

    private IEnumerable<bool> Await(OperationId operation, Smmu smmu, long sync)
    {
        var slot = Register(sync);
        if (Breaks(Defect.TimeoutSwallowed))
        {
            Add(new SyncReleased(smmu.Queue, slot, operation, SyncOutcome.TimedOut));
            yield break;
        }

        while (!smmu.Synced.Contains(sync)) yield return false;
        Add(new SyncReleased(smmu.Queue, slot, operation, SyncOutcome.Completed));
        if (Breaks(Defect.WaiterReleasedTwice)) Add(new SyncReleased(smmu.Queue, slot, operation, SyncOutcome.Completed));
    }

    private IEnumerable<bool> Replacing(Smmu smmu)
    {
        for (var turn = 0; turn < 2; turn++)
        {
            var toIdentity = !smmu.IsBypassed;
            var replace = Begin(OperationKind.Replace, toIdentity ? Identity : Domain, smmu);
            yield return true;
            Store(replace, smmu, toIdentity ? 0xbUL : 0x9UL, toIdentity ? 0x9UL : 0xbUL);
            smmu.IsBypassed = toIdentity;
            var cfgi = default(Command) with { Opcode = CommandOpcode.CfgiSte, StreamID = smmu.Stream, Leaf = true };
            foreach (var step in Round(replace, smmu, [cfgi])) yield return step;
            End(replace);
            yield return true;
        }
    }

    private Command[] Tlbi(ulong iova, int pages, ushort asid) => _prng.Below(3) switch
    {
        0 when !(_defect == Defect.RangeOnePageShort) => [Script.OfAsid(asid)],
        1 => [.. Enumerable.Range(0, pages).Select(page => Script.Va(iova + ((ulong)page << 12), asid))],
        _ => [Script.Range(iova, pages) with { ASID = new Asid(asid) }],
    };

    private static Command[] Atc(Smmu smmu, ulong iova) => [Script.Atc(smmu.Id.Value, iova, 2)];

    private ulong Allocate(int pages)
    {
        var pa = _nextPage;
        if (_freePages.Count > 0)
        {
            pa = _freePages[^1];
            _freePages.RemoveAt(_freePages.Count - 1);
        }

        // Every piece of memory is as large as the largest mapping.
        if (pa == _nextPage) _nextPage += 0x4000;
        Add(new PagesAllocated(new Pa(pa), (ulong)pages << 12));
        return pa;
    }

    private long Issue(OperationId operation, Smmu smmu, Command[] commands)
    {
        var batch = new BatchId(++_batches);
        var first = smmu.Ring.Count;
        var early = Breaks(Defect.ProducerBeforeCommand);
        if (early) Add(new ProducerPublished(smmu.Queue, Register(first + commands.Length)));
        foreach (var command in commands)
        {
            Add(new CommandWritten(smmu.Queue, Register(smmu.Ring.Count), command, operation, batch));
            smmu.Ring.Add((command, false));
        }

        smmu.Published = smmu.Ring.Count;
        if (!early) Add(new ProducerPublished(smmu.Queue, Register(smmu.Published)));
        return smmu.Published - 1;
    }

    private static uint Register(long slot) => (uint)(slot & ((2 << Log2) - 1));
}
