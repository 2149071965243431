using ActorIommu.Checker.Ghost;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Oracles;

/// <summary>T4: a table page is free only when no walk can find it.</summary>
internal sealed class TableReuse() : Oracle(
    "T4",
    "A table is freed only after a CMD_SYNC behind non-leaf invalidations that cover every descriptor which pointed to it.",
    "Linux io-pgtable-arm.c: __arm_lpae_unmap; iommu_iotlb_gather of table pages",
    typeof(TableFreed))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var freed = (TableFreed)stamped.Event;
        if (ghost.PointingTo(freed.Address) is not { } pointing) return;
        foreach (var index in pointing)
        {
            var version = ghost.Version(index);
            var live = version.RevokedAt == 0;
            var held = (live ? version.Domain.Holds : version.HeldAt & version.Domain.Holds)
                & Settled(version, ghost, live ? long.MaxValue : version.RevokedAt);
            for (var smmu = 0; smmu < GhostState.MaxSmmus; smmu++)
            {
                if ((held >> smmu & 1) == 0 || (!live && version.GoneAt[smmu] != 0)) continue;
                findings.Add(this, stamped, Prose.Plain(
                    $"v = {Prose.Described(version)}.",
                    live ? "v still stands in its table." : $"v was overwritten at event {version.RevokedAt}.",
                    $"the table {freed.Address} was freed by {freed.Operation} at step {stamped.Time}, "
                        + $"while {new SmmuId(smmu)} may walk it: "
                        + (live ? "nothing was invalidated." : Reason(version, smmu, ghost))));
                return;
            }
        }
    }

    private static ulong Settled(VersionState version, GhostState ghost, long before) =>
        ghost.Attachments.SettledAt(version.Domain.Created.Domain, ghost.TablesOf, before);

    private static string Reason(VersionState version, int smmu, GhostState ghost) =>
        version.RevokedBy is { } by ? Prose.Why(version, by, new SmmuId(smmu), ghost) : "no command covers it.";
}

/// <summary>T6: the commands of an operation reach everything that it changed. Needs no DMA.</summary>
internal sealed class Coverage() : Oracle(
    "T6",
    "The commands of an unmap or a change of permissions cover every descriptor that it changed, on every SMMU that may cache it, and none "
    + "has a reserved encoding.",
    "IHI 0070 4.4, 4.4.1.1; Linux arm-smmu-v3.c: arm_smmu_domain_inv_range",
    typeof(OperationEnded), typeof(CommandWritten))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        if (stamped.Event is CommandWritten written)
        {
            if (!CommandCoverage.IsReserved(written.Command)) return;
            findings.Add(this, stamped, Prose.Plain(
                $"c = {written.Command}, written by {written.Operation}.",
                    "a range has a granule, a level or more than one page, and is aligned.",
                $"c is reserved, or its reach UNPREDICTABLE: nobody may count on it (slot {written.Slot} of {written.Queue})."));
            return;
        }

        var ended = (OperationEnded)stamped.Event;
        if (ended.Status != OperationStatus.Success || !ghost.Operations.TryGetValue(ended.Operation, out var operation)) return;
        if (operation.Began is not { Kind: OperationKind.Unmap or OperationKind.ChangePermissions, IsDeferred: false }) return;
        for (var index = operation.FirstRevoked; index >= 0; index = ghost.Version(index).NextRevoked)
        {
            if (Missed(ghost.Version(index), operation, ghost) is not { } smmu) continue;
            findings.Add(this, stamped, Prose.Plain(
                $"U = {Prose.Named(operation.Began)}, and v = {Prose.Described(ghost.Version(index))}.",
                $"U overwrote v at event {ghost.Version(index).RevokedAt} and returned with success at step {stamped.Time}.",
                Prose.Why(ghost.Version(index), operation, smmu, ghost)));
            return;
        }
    }

    // What is written but not completed is the business of Q9, what came in the wrong order that of T8.
    private static SmmuId? Missed(VersionState version, OperationState operation, GhostState ghost)
    {
        var held = version.HeldAt & version.Domain.Holds;
        var settled = ulong.MaxValue;
        for (var smmu = 0; smmu < GhostState.MaxSmmus; smmu++)
        {
            if ((held >> smmu & 1) == 0 || version.GoneAt[smmu] != 0) continue;
            if (settled == ulong.MaxValue)
                settled = ghost.Attachments.SettledAt(version.Domain.Created.Domain, ghost.TablesOf, before: version.RevokedAt);
            if ((settled >> smmu & 1) == 0 || version.Domain.TagAt(new SmmuId(smmu)) is not { } tag) continue;
            if (!HasCommand(version.CachedAs(tag), new SmmuId(smmu), operation, ghost)) return new SmmuId(smmu);
        }

        return null;
    }

    private static bool HasCommand(in CachedDescriptor cached, SmmuId smmu, OperationState operation, GhostState ghost)
    {
        foreach (var use in operation.Queues)
        {
            if (use.Queue.Smmu != smmu || use.LastTlbi < 0 || ghost.Find(use.Queue) is not { } queue) continue;
            for (var slot = Math.Max(0, queue.Written - (1L << queue.Log2)); slot <= use.LastTlbi; slot++)
            {
                ref var command = ref queue.At(slot);
                if (command.Slot == slot && command.Operation == operation && !command.IsLost
                    && CommandCoverage.Covers(command.Command, cached))
                    return true;
            }
        }

        return false;
    }
}

/// <summary>T8: the TLB first, then the ATC that is filled from it.</summary>
internal sealed class AtcAfterTlb() : Oracle(
    "T8",
    "An operation publishes CMD_ATC_INV only after the CMD_SYNC behind its TLB invalidations on that SMMU has completed.",
    "Linux arm-smmu-v3.c: arm_smmu_invs_end_batch; IHI 0070 3.9.1",
    typeof(ProducerPublished))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var published = (ProducerPublished)stamped.Event;
        if (ghost.Find(published.Queue) is not { } queue) return;
        var end = queue.Unroll(published.Slot);
        for (var slot = queue.Published; slot < end; slot++)
        {
            ref var command = ref queue.At(slot);
            if (command.Slot != slot || command.Operation is not { } operation) continue;
            if (command.Command.Opcode != CommandOpcode.AtcInv) continue;
            if (Pending(operation, published.Queue.Smmu, ghost) is not { } tlbi) continue;
            findings.Add(this, stamped, Prose.Plain(
                $"U = {Prose.Named(operation.Began)}.",
                $"U put a TLBI into slot {tlbi.Slot} of {tlbi.Queue}, and no CMD_SYNC behind it has completed.",
                $"U published {command.Command} at step {stamped.Time}: the device may fill its ATC again from the old TLB entry."));
            return;
        }
    }

    private static (QueueId Queue, long Slot)? Pending(OperationState operation, SmmuId smmu, GhostState ghost)
    {
        foreach (var use in operation.Queues)
        {
            // A wait that ran out of time does not keep software from going on; the operation says so itself.
            if (use.TimedOut && use.Failed > use.LastTlbi) continue;
            if (use.Queue.Smmu == smmu && use.LastTlbi >= 0 && ghost.Find(use.Queue) is { } queue && queue.Synced <= use.LastTlbi)
                return (use.Queue, queue.Shown(use.LastTlbi));
        }

        return null;
    }
}

/// <summary>T8 the other way round: an ATC that was invalidated too early, or not at all.</summary>
internal sealed class AtcIsTold() : Oracle(
    "T8-told",
    "When an unmap returns, every ATC that may hold what it removed was invalidated after the TLB behind it.",
    "Linux arm-smmu-v3.c: arm_smmu_domain_inv_range, phase ATS",
    typeof(OperationEnded), typeof(AtsChanged))
{
    private readonly HashSet<(SmmuId, StreamId)> _on = [];

    /// <inheritdoc/>
    public override void Reset() => _on.Clear();

    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        if (stamped.Event is AtsChanged changed)
        {
            if (changed.IsEnabled) _on.Add((changed.Smmu, changed.Stream));
            else _on.Remove((changed.Smmu, changed.Stream));
            return;
        }

        var ended = (OperationEnded)stamped.Event;
        if (_on.Count == 0 || ended.Status != OperationStatus.Success || !ghost.Operations.TryGetValue(ended.Operation,
            out var unmap)) return;
        if (unmap.Began is not { Kind: OperationKind.Unmap, IsDeferred: false } || unmap.LostCommand) return;
        foreach (var (smmu, stream) in _on)
        {
            if (!IsSettled(smmu, stream, unmap, ghost)) continue;
            for (var index = unmap.FirstRevoked; index >= 0; index = ghost.Version(index).NextRevoked)
            {
                var version = ghost.Version(index);
                if (version.IsTable || version.GoneAt[smmu.Value] == 0 || version.AtcGoneAt[ghost.AtcOf(smmu, stream)] != 0) continue;
                findings.Add(this, stamped, Prose.Plain(
                    $"U = {Prose.Named(unmap.Began)}, and v = {Prose.Described(version)}.",
                    $"stream {stream} of {smmu} has ATS on and the domain attached, and the TLB of {smmu} was clean at event "
                        + $"{version.GoneAt[smmu.Value]}.",
                    $"U returned at step {stamped.Time} without a completed CMD_ATC_INV after that which covers v."));
                return;
            }
        }
    }

    private static bool IsSettled(SmmuId smmu, StreamId stream, OperationState unmap, GhostState ghost)
    {
        if (!ghost.Attachments.Streams.TryGetValue((smmu, stream), out var device)) return false;
        foreach (var list in ghost.Attachments.All)
        {
            foreach (var one in list)
            {
                if (one.Device == device && one is { Until: 0, LeavingFrom: 0, Since: > 0 } && one.Since < unmap.BeganAt
                    && ghost.TablesOf(one.Domain) == unmap.Began.Domain)
                    return true;
            }
        }

        return false;
    }
}

/// <summary>T10: break before make.</summary>
internal sealed class BreakBeforeMake(Func<JudgeOptions> options) : Oracle(
    "T10",
    "Between two valid descriptors of different size or output for an address stands an invalid one and its completed invalidation.",
    "DDI 0487 D8.16; IHI 0070 3.20.1",
    typeof(DescriptorWritten))
{
    /// <inheritdoc/>
    public override void See(in StampedEvent stamped, GhostState ghost, Findings findings)
    {
        var written = (DescriptorWritten)stamped.Event;
        if (options().SizesMayChange || ghost.SizesMayChange == true || !ghost.Domains.TryGetValue(written.Domain, out var domain)) return;
        var (oldLeaf, oldTable) = Kinds(written.Old, written.Level);
        var (newLeaf, newTable) = Kinds(written.New, written.Level);
        if (!newLeaf && !newTable) return;
        var shift = DescriptorReading.ShiftOf(domain.Granule, written.Level);
        if ((oldLeaf && newTable) || (oldTable && newLeaf) || (oldLeaf && newLeaf && Output(written.Old, shift) != Output(written.New,
            shift)))
        {
            findings.Add(this, stamped, Prose.Plain(
                $"w = the store of {written.Operation} to descriptor {written.Index} of table {written.Table} in {written.Domain}.",
                $"before w the descriptor was a valid {(oldLeaf ? "leaf" : "table")} for {written.Input}.",
                $"w made it another valid {(newLeaf ? "leaf" : "table")} at step {stamped.Time}, with nothing invalid in between."));
        }
        else if (newLeaf && Conflicting(written, shift, domain, ghost) is { } old)
        {
            findings.Add(this, stamped, Prose.Plain(
                $"v = {Prose.Described(old)}.",
                    $"v was overwritten at event {old.RevokedAt}, and its invalidation is not complete everywhere.",
                $"{written.Operation} wrote a leaf of 2^{shift} bytes for {written.Input} at step {stamped.Time}: "
                    + "both sizes can be cached."));
        }
    }

    private static VersionState? Conflicting(DescriptorWritten written, int shift, DomainState domain, GhostState ghost)
    {
        var (first, last) = (written.Input.Value, written.Input.Value + ((1UL << shift) - 1));
        foreach (var index in ghost.Outstanding)
        {
            var version = ghost.Version(index);
            if (version.Domain != domain || version.IsTable || version.Shift == shift || version.First > last
                || first > version.Last) continue;
            var held = version.HeldAt & domain.Holds;
            for (var smmu = 0; smmu < GhostState.MaxSmmus; smmu++)
            {
                if ((held >> smmu & 1) != 0 && version.GoneAt[smmu] == 0) return version;
            }
        }

        return null;
    }

    private static (bool Leaf, bool Table) Kinds(Descriptor descriptor, int level) =>
        (DescriptorReading.IsLeaf(descriptor, level), DescriptorReading.IsTable(descriptor, level));

    private static ulong Output(Descriptor descriptor, int shift) => descriptor.OutputAddress(shift, DescriptorFormat.Bits48);
}
