using ActorIommu.Actors.Domains;
using ActorIommu.Actors.Viommus;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Drivers;

/// <content>What stream table entries and context descriptors say, and how they are rewritten under a running SMMU.</content>
internal sealed partial class Master<TRequester>
{
    private readonly StreamTableEntryUse _entryUse = new(host.Experiment.Bugs);
    private bool _usesAts;

    // The context descriptor is there before an entry points to it, and goes when none does any more; that of a PASID goes first, for
    // the entry may be needed by others. ATS goes off before anything that ends its permission, and on when the cache is known to be empty.
    private IEnumerable<HostAction> Switch(SubstreamId substream, Attachment? target)
    {
        if (target is { } attachment) _attached[substream] = attachment;
        else _attached.Remove(substream);
        var (entry, usedAts, hasFailed) = (EntryNow(), _usesAts, false);
        var permitsAts = entry.EATS == SteEats.Full;
        foreach (var action in SetAts(usedAts && permitsAts)) yield return action;
        var context = target?.Tables is { Stage: Stage.One } tables ? ContextFor(tables) : default;
        var contexts = WriteContext(substream, context);
        var entries = WriteEntries(entry);
        var entriesFirst = substream == default && !context.V;

        // 2.8: what the device fetched with the old configuration goes when the new one is in force.
        var caches = InvalidateAtcs(permitsAts == usedAts ? substream : default);
        foreach (var action in (entriesFirst ? entries.Concat(contexts) : contexts.Concat(entries)).Concat(caches))
        {
            yield return action;
            hasFailed |= action.Kind == HostActionKind.Issue && Thread.Outcome != CommandsOutcome.Completed;
        }

        // What could not be emptied is not used.
        foreach (var action in SetAts(permitsAts && !hasFailed)) yield return action;
    }

    // pci_enable_ats and pci_disable_ats; from one domain to the next it goes on.
    private IEnumerable<HostAction> SetAts(bool isEnabled)
    {
        if (_usesAts == isEnabled) yield break;
        yield return HostAction.Request(new SetAts(description.Device, Thread.Ticket, isEnabled));
        _usesAts = isEnabled;
    }

    private IEnumerable<HostAction> InvalidateAtcs(SubstreamId substream) => description.Host.HasAts
        ? Issue(description.Host.Streams.Select(stream => AtcSpan.All.ToCommand(stream, substream)))
        : [];

    private IEnumerable<HostAction> WriteEntries(StreamTableEntry target)
    {
        for (var index = 0; index < _entries.Length; index++)
        {
            // Nothing was ever attached: the SMMU finds no entry, and aborts.
            if (_entries[index] is not { } entry) continue;
            var stream = description.Host.Streams[index];
            var words = new ulong[StructureWriter.Dwords];
            target.CopyTo(words);
            var written = new ConfigurationWritten(
                _memory.Operation, ConfigurationKind.StreamTableEntry, description.Host.Smmu, stream, default, entry,
                0, 0, 0);
            foreach (var action in Rewrite(words, _entryUse, written, [EntryInvalidation(Invalidated(stream))])) yield return action;
        }
    }

    private IEnumerable<HostAction> WriteContext(SubstreamId substream, ContextDescriptor target)
    {
        if (description.Contexts.AddressOf(substream.Value) is null)
        {
            if (!target.V) yield break;
            foreach (var action in AddLeaf(substream)) yield return action;
        }

        var words = new ulong[StructureWriter.Dwords];
        target.CopyTo(words);
        var written = new ConfigurationWritten(
            _memory.Operation, ConfigurationKind.ContextDescriptor, description.Host.Smmu, description.Host.Stream, substream,
            description.Contexts.AddressOf(substream.Value)!.Value, 0, 0, 0);
        foreach (var action in Rewrite(words, ContextDescriptorUse.Instance, written, ContextInvalidations(substream, leaf: true)))
            yield return action;
    }

    // Linux: arm_smmu_alloc_cd_ptr. The level 1 descriptor may be cached although it was invalid.
    private IEnumerable<HostAction> AddLeaf(SubstreamId substream)
    {
        var (contexts, operation) = (description.Contexts, _memory.Operation);
        var descriptor = contexts.NewLeaf(substream.Value);
        var leaf = new Pa(descriptor.L2Ptr);
        if (_memory.History.IsOn) _memory.History.Record(new TableAllocated(operation, leaf, contexts.LeafBytes));
        _memory.Clear(leaf, contexts.LeafBytes, new TableInitialized(leaf));
        // Its contents are visible before the pointer to them.
        _memory.Barrier();
        var address = contexts.AddressOfL1Descriptor(substream.Value);
        _memory.Store(address, descriptor.Raw, old => new ConfigurationWritten(
            operation, ConfigurationKind.ContextTableDescriptor, description.Host.Smmu, description.Host.Stream, substream, address, 0, old,
            descriptor.Raw));
        if (host.TakesTurns()) yield return HostAction.Turn;
        _memory.Barrier();
        foreach (var action in Issue(ContextInvalidations(substream, leaf: false))) yield return action;
    }

    private IEnumerable<HostAction> Rewrite(
        ulong[] target, IStructureUse use, ConfigurationWritten written, IEnumerable<Command> invalidations)
    {
        var current = new ulong[StructureWriter.Dwords];
        _memory.TryRead(written.Address, current);
        foreach (var step in StructureWriter.Plan(current, target, use).Steps)
        {
            if (step.Dword is { } dword)
            {
                _memory.Store(new Pa(written.Address.Value + (8 * (ulong)dword)), step.Value, old =>
                    written with { Dword = dword, Old = old, New = step.Value });
                if (host.TakesTurns()) yield return HostAction.Turn;
                continue;
            }

            _memory.Barrier();
            foreach (var action in Issue(invalidations)) yield return action;
        }
    }

    private IEnumerable<HostAction> Issue(IEnumerable<Command> commands)
    {
        yield return HostAction.Issue(new CommandBatch(description.Host.Smmu, [.. commands]));
        if (Thread.Outcome != CommandsOutcome.Completed) Degrade();
    }

    // Linux: arm_smmu_sync_cd and arm_smmu_sync_ste_for_sid; each StreamID has its own copy in the SMMU's cache.
    private StreamId Invalidated(StreamId stream) => Bugs.Has(Bug.AliasFlushPrimaryOnly) ? description.Host.Stream : stream;

    // 4.3.2: 2^(Range + 1) entries, by the first of them.
    private Command EntryInvalidation(StreamId stream) => host.Log2EntryRange is { } bits
        ? default(Command) with
        {
            Opcode = CommandOpcode.CfgiSteRange,
            StreamID = new StreamId(stream.Value >> bits << bits),
            Range = (byte)(bits - 1),
        }
        : default(Command) with { Opcode = CommandOpcode.CfgiSte, StreamID = stream, Leaf = true };

    private IEnumerable<Command> ContextInvalidations(SubstreamId substream, bool leaf) => description.Host.Streams.Select(stream =>
        default(Command) with { Opcode = CommandOpcode.CfgiCd, StreamID = Invalidated(stream), SubstreamID = substream, Leaf = leaf });

    // With PASIDs in use what has none is aborted or passed on by S1DSS, so that the entry still points to their context descriptors
    // (Linux: arm_smmu_attach_dev_ste).
    private StreamTableEntry EntryNow()
    {
        var own = Of(default);
        if (own?.Tables is { Stage: Stage.Two } tables)
            return tables.Nested is { } guest ? NestedEntry.Over(guest, StageTwoFor(tables)) : StageTwoFor(tables);
        if (own?.Tables is not null) return ContextsWith(SteS1Dss.Substream0);
        var passes = own is not null;
        if (HasPasids) return ContextsWith(passes ? SteS1Dss.Bypass : SteS1Dss.Terminate);
        return passes
            ? default(StreamTableEntry) with { V = true, Config = SteConfig.Bypass, SHCFG = Incoming }
            : SmmuResources.Abort;
    }

    private StreamTableEntry ContextsWith(SteS1Dss withoutPasid)
    {
        var entry = default(StreamTableEntry) with { V = true, Config = SteConfig.S1Translate, EATS = Ats, MEV = host.MergesEvents };
        entry = entry with { S1STALLD = description.Capabilities.StallModel == StallModel.StallAndTerminate && !Stalls };
        entry = description.Contexts.AttachedTo(entry);
        if (description.Contexts.Log2Count == 0) return entry;
        return entry with { S1DSS = withoutPasid, SHCFG = withoutPasid == SteS1Dss.Bypass ? Incoming : default };
    }

    // 5.2, SHCFG: RES0 without IDR1.ATTR_TYPES_OVR.
    private ShareabilityOverride Incoming =>
        description.Capabilities.Idr1.AttrTypesOvr ? ShareabilityOverride.Incoming : ShareabilityOverride.NonShareable;

    // Linux: arm_smmu_probe_device, stall_enabled.
    private bool Stalls => description.Capabilities.StallModel switch
    {
        StallModel.StallAndTerminate => description.Host.CanStall,
        StallModel.ForcedStall => true,
        _ => false,
    };

    private SteEats Ats => description.Host.HasAts ? SteEats.Full : SteEats.Disabled;

    private StreamTableEntry StageTwoFor(DomainJoined to)
    {
        var shape = PageTableShape.StageOne(to.Granule, 64 - to.InputBits);
        return default(StreamTableEntry) with
        {
            V = true,
            Config = SteConfig.S2Translate,
            EATS = Ats,
            MEV = host.MergesEvents,
            SHCFG = Incoming,
            S2VMID = to.Vmid,
            S2T0SZ = (byte)shape.Txsz,
            S2SL0 = shape.S2SL0,
            S2TG = shape.Tg0,
            S2PS = description.Capabilities.Idr5.OAS,
            S2AA64 = true,
            S2PTW = true,
            S2S = Stalls,
            S2R = true,
            S2TTB = to.Table.Value,
        };
    }

    private ContextDescriptor ContextFor(DomainJoined to)
    {
        var shape = PageTableShape.StageOne(to.Granule, 64 - to.InputBits);
        return default(ContextDescriptor) with
        {
            V = true,
            AA64 = true,
            T0SZ = (byte)shape.Txsz,
            TG0 = shape.Tg0,
            IPS = description.Capabilities.Idr5.OAS,
            EPD1 = true,
            S = Stalls,
            R = true,
            A = true,
            ASID = to.Asid,
            TTB0 = to.Table.Value,
        };
    }
}
