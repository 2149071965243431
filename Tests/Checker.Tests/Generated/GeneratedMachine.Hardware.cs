using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Tests.Generated;

/// <content>Hardware: queues with late effects, TLBs with fills of their own, devices.</content>
internal sealed partial class GeneratedMachine
{
    private IEnumerable<bool> Queue(Smmu smmu)
    {
        for (var slot = 0L; ;)
        {
            Wander(smmu);
            if (slot >= smmu.Published || _prng.OneIn(3))
            {
                yield return false;
                continue;
            }

            var command = smmu.Ring[(int)slot].Command;
            if (command.Opcode != CommandOpcode.Sync)
            {
                Add(new CommandConsumed(smmu.Queue, Register(slot), command));
                smmu.Pending.Add((command, slot));
            }
            else
            {
                if (!Breaks(Defect.SyncBeforeEffects))
                {
                    while (smmu.Pending.Count > 0) TakeEffect(smmu);
                    List<long> older = [.. smmu.InFlight];
                    while (older.Any(smmu.InFlight.Contains) && !Breaks(Defect.SyncWithoutDrain)) yield return false;
                }

                Add(new SyncCompleted(smmu.Queue, Register(slot), SyncSignal.None));
                Add(new CommandConsumed(smmu.Queue, Register(slot), command));
                smmu.Synced.Add(slot);
            }

            slot++;
            yield return true;
        }
    }

    // Freedoms: an effect now, a fill that nobody asked for, an eviction.
    private void Wander(Smmu smmu)
    {
        if (smmu.Pending.Count > 0 && _prng.OneIn(3)) TakeEffect(smmu);
        if (_table.Count > 0 && _prng.OneIn(8))
        {
            var iova = _table.Keys.Order().ElementAt(_prng.Below(_table.Count));
            smmu.Tlb[iova] = _table[iova];
        }

        if (smmu.Tlb.Count > 0 && _prng.OneIn(20)) smmu.Tlb.Remove(smmu.Tlb.Keys.Order().First());
    }

    private void TakeEffect(Smmu smmu)
    {
        var at = _prng.Below(smmu.Pending.Count);
        var (command, slot) = smmu.Pending[at];
        smmu.Pending.RemoveAt(at);
        smmu.Epoch++;
        var survives = command.Opcode != CommandOpcode.AtcInv && command.Opcode != CommandOpcode.CfgiSte && Breaks(Defect.EntrySurvives);
        if (!survives) Drop(smmu, command);
        Add(new CommandTookEffect(smmu.Queue, Register(slot)));
    }

    private void Drop(Smmu smmu, Command command)
    {
        if (command.Opcode == CommandOpcode.AtcInv)
        {
            foreach (var page in smmu.Atc.Keys.Where(page =>
                page - command.Address < 0x1000UL << command.Size).ToList()) smmu.Atc.Remove(page);
        }
        else if (command.Opcode == CommandOpcode.TlbiNhAsid ? command.ASID.Value == 7 : _prng.OneIn(10))
        {
            smmu.Tlb.Clear();
        }
        else if (command.Opcode == CommandOpcode.TlbiNhVa && command.ASID.Value == 7)
        {
            var bytes = command.TG == TlbiGranule.None ? 0x1000UL : (command.NUM + 1UL) << command.SCALE << 12;
            foreach (var page in smmu.Tlb.Keys.Where(page => page - command.Address < bytes).ToList()) smmu.Tlb.Remove(page);
        }
    }

    private IEnumerable<bool> Device(Smmu smmu, int dmas)
    {
        for (var count = 0; count < dmas; count++)
        {
            yield return true;
            var iova = _table.Count > 0 && _prng.OneIn(2)
                ? _table.Keys.Order().ElementAt(_prng.Below(_table.Count))
                : smmu.Tlb.Count > 0 ? smmu.Tlb.Keys.Order().First()
                : smmu.Atc.Count > 0 ? smmu.Atc.Keys.Order().First() : 0x1000000UL | (ulong)_prng.Below(4) << 16;
            foreach (var step in Dma(smmu, iova)) yield return step;
        }
    }

    private IEnumerable<bool> Dma(Smmu smmu, ulong iova)
    {
        var id = new TransactionId(++_transactions);
        Add(new DmaStarted(smmu.Id, smmu.Stream, id, null, new Iova(iova + 8), new AccessAttributes(_prng.OneIn(2))));
        yield return true;
        smmu.InFlight.Add(id.Value);
        var (path, page) = Translate(smmu, iova);
        var epoch = smmu.Epoch;
        if (_prng.OneIn(2)) yield return true;
        // A walk fills the caches only if nothing was invalidated since it read the table.
        if (page is { } found && path == TranslationPath.Translated && smmu.Epoch == epoch && _prng.OneIn(2))
        {
            smmu.Tlb[iova] = found;
            if (_hasAts) smmu.Atc[iova] = found;
        }

        yield return true;
        if (page is { } pa && Breaks(Defect.WrongPage)) page = pa + 0x100000;
        Add(page is { } output
            ? new DmaEnded(smmu.Id, smmu.Stream, id, DmaOutcome.Completed, new Pa(output + 8), path)
            : new DmaEnded(smmu.Id, smmu.Stream, id, DmaOutcome.Aborted, default, path, EventId.FTranslation));
        smmu.InFlight.Remove(id.Value);
        if (page is null) Report(smmu);
    }

    private (TranslationPath Path, ulong? Page) Translate(Smmu smmu, ulong iova)
    {
        if (smmu.IsBypassed) return (TranslationPath.StreamBypass, iova);
        if (_hasAts && smmu.Atc.TryGetValue(iova, out var cached)) return (TranslationPath.Atc, cached);
        if (smmu.Tlb.TryGetValue(iova, out var entry)) return (TranslationPath.Translated, entry);
        return (TranslationPath.Translated, _table.TryGetValue(iova, out var page) ? page : null);
    }

    private void Report(Smmu smmu)
    {
        var queue = new EventQueueId(EventQueueKind.Events, smmu.Id.Value);
        var id = new DetectedEventId(++_detected);
        Add(new EventDetected(id, queue, EventId.FTranslation, smmu.Stream, IsStall: false));
        if (!Breaks(Defect.EventLost)) Add(new EventRecorded(id, queue, _detected, (uint)_detected));
    }
}
