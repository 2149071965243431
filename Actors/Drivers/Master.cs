using System.Collections.Immutable;
using ActorIommu.Actors.Domains;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Drivers;

/// <summary>What a master is made of.</summary>
/// <param name="Member">The device, and where it is.</param>
/// <param name="Entry">Its stream table entry; null if that is still to be made.</param>
/// <param name="Context">Its context descriptor, for DMAs without a PASID.</param>
/// <param name="Rings">The command queue of each SMMU.</param>
/// <param name="OutputSize">Of context descriptors and stage 2.</param>
internal sealed record MasterDescription(
    DomainMember Member, Pa? Entry, Pa Context, ImmutableArray<CommandRing> Rings, AddressSize OutputSize);

/// <summary>
/// A device as the driver sees it: what its stream table entry and its context descriptor say, and how they change (Linux:
/// arm_smmu_attach_dev).
/// The new domain's invalidations reach the device before its configuration points to the new tables, and the old domain's as long as it
/// may still use the old ones. Jobs of one device follow each other.
/// </summary>
/// <typeparam name="TRequester">How to reach who asked.</typeparam>
internal sealed class Master<TRequester>(MasterDescription description, HostDescription host)
{
    private readonly HostIds _ids = HostIds.Of(description.Member.Device);
    private readonly StoreBuffer _memory = new(host.Memory, host.Choices, host.Experiment.History, default);
    private DomainId? _domain;
    private Pa? _entry = description.Entry;

    /// <summary>Jobs, one after the other.</summary>
    public HostThread Thread { get; } = new();

    /// <summary>Who asked for what is under way.</summary>
    public TRequester? Requester { get; private set; }

    /// <summary>Issues commands.</summary>
    public CommandRun Run(HostAction action) => new(description.Rings, action.Batches, host, _ids, _memory.Operation);

    /// <summary>Attaches to a domain instead of what there was.</summary>
    public IEnumerable<HostAction> Attach(AttachDevice request, TRequester requester)
    {
        Begin(requester, _domain is null ? OperationKind.Attach : OperationKind.Replace, request.Domain);
        if (_domain == request.Domain)
        {
            yield return HostAction.Report(new DeviceAttached(request.Request, End(HostResult.Ok)));
            yield break;
        }

        if (_entry is null)
        {
            var member = description.Member;
            yield return HostAction.Request(new PrepareStream(member.Smmu, member.Stream, member.Device, Thread.Ticket));
            _entry = ((StreamPrepared)Thread.Answer!).Entry;
        }

        yield return HostAction.Request(new JoinDomain(request.Domain, Thread.Ticket, description.Member));
        var joined = (DomainJoined)Thread.Answer!;
        if (joined.Result != HostResult.Ok)
        {
            yield return HostAction.Report(new DeviceAttached(request.Request, End(joined.Result)));
            yield break;
        }

        var worst = CommandsOutcome.Completed;
        foreach (var action in Switch(joined))
        {
            yield return action;
            if (action.Kind == HostActionKind.Issue && Thread.Outcome > worst) worst = Thread.Outcome;
        }

        if (_domain is null) TellAts(isEnabled: true);
        var left = HostResult.Ok;
        if (_domain is { } old)
        {
            yield return HostAction.Request(new LeaveDomain(old, Thread.Ticket, description.Member));
            left = ((DomainLeft)Thread.Answer!).Result;
        }

        _domain = request.Domain;
        var result = End(worst == CommandsOutcome.Completed ? left : HostResult.Degraded);
        yield return HostAction.Report(new DeviceAttached(request.Request, result));
    }

    /// <summary>Lets every DMA abort.</summary>
    public IEnumerable<HostAction> Detach(DetachDevice request, TRequester requester)
    {
        Begin(requester, OperationKind.Detach, _domain ?? default);
        if (_domain is not { } old)
        {
            yield return HostAction.Report(new DeviceDetached(request.Request, End(HostResult.NoEntry)));
            yield break;
        }

        TellAts(isEnabled: false);
        var worst = CommandsOutcome.Completed;
        foreach (var action in Switch(null))
        {
            yield return action;
            if (action.Kind == HostActionKind.Issue && Thread.Outcome > worst) worst = Thread.Outcome;
        }

        yield return HostAction.Request(new LeaveDomain(old, Thread.Ticket, description.Member));
        _domain = null;
        var left = ((DomainLeft)Thread.Answer!).Result;
        var result = End(worst == CommandsOutcome.Completed ? left : HostResult.Degraded);
        yield return HostAction.Report(new DeviceDetached(request.Request, result));
    }

    // arm_smmu_enable_ats and pci_disable_ats: the device may ask while its entry permits it, and from one domain to the next it goes on.
    private void TellAts(bool isEnabled)
    {
        var member = description.Member;
        if (member.HasAts && _memory.History.IsOn) _memory.History.Record(new AtsChanged(member.Smmu, member.Stream, isEnabled));
    }

    // The context descriptor is there before an entry points to it, and goes when none does any more.
    private IEnumerable<HostAction> Switch(DomainJoined? to)
    {
        var (entry, context) = (new ulong[StructureWriter.Dwords], new ulong[StructureWriter.Dwords]);
        EntryFor(to).CopyTo(entry);
        var usesContext = to is { Stage: Stage.One };
        if (usesContext) ContextFor(to!).CopyTo(context);
        var contexts = Rewrite(description.Context, context, ContextDescriptorUse.Instance, ContextInvalidation);
        var entries = Rewrite(_entry!.Value, entry, StreamTableEntryUse.Instance, EntryInvalidation);
        foreach (var action in usesContext ? contexts.Concat(entries) : entries.Concat(contexts)) yield return action;

        // 2.8: what the device fetched with the old configuration goes when the new one is in force.
        if (description.Member.HasAts)
            yield return Issue(AtcSpan.All.ToCommand(description.Member.Stream, default));
    }

    private IEnumerable<HostAction> Rewrite(Pa address, ulong[] target, IStructureUse use, Command invalidation)
    {
        var current = new ulong[StructureWriter.Dwords];
        _memory.TryRead(address, current);
        foreach (var step in StructureWriter.Plan(current, target, use).Steps)
        {
            if (step.Dword is { } dword)
            {
                Store(address, dword, step.Value, use is StreamTableEntryUse);
                if (host.TakesTurns()) yield return HostAction.Turn;
                continue;
            }

            _memory.Barrier();
            yield return Issue(invalidation);
        }
    }

    private void Store(Pa address, int dword, ulong value, bool isEntry)
    {
        var kind = isEntry ? ConfigurationKind.StreamTableEntry : ConfigurationKind.ContextDescriptor;
        var (operation, member) = (_memory.Operation, description.Member);
        _memory.Store(new Pa(address.Value + (8 * (ulong)dword)), value, old =>
            new ConfigurationWritten(operation, kind, member.Smmu, member.Stream, default, address, dword, old, value));
    }

    private void Begin(TRequester requester, OperationKind kind, DomainId domain)
    {
        (Requester, _memory.Operation) = (requester, _ids.NextOperation());
        if (!_memory.History.IsOn) return;
        _memory.History.Record(new OperationBegan(_memory.Operation, kind, domain) { Device = description.Member.Device });
    }

    private HostResult End(HostResult result)
    {
        _memory.Barrier();
        if (_memory.History.IsOn) _memory.History.Record(new OperationEnded(_memory.Operation, result.Status, result.Code, 0));
        return result;
    }

    private HostAction Issue(Command command) => HostAction.Issue(new CommandBatch(description.Member.Smmu, [command]));

    private Command EntryInvalidation =>
        default(Command) with { Opcode = CommandOpcode.CfgiSte, StreamID = description.Member.Stream, Leaf = true };

    private Command ContextInvalidation =>
        default(Command) with { Opcode = CommandOpcode.CfgiCd, StreamID = description.Member.Stream, Leaf = true };

    private StreamTableEntry EntryFor(DomainJoined? to)
    {
        if (to is null) return SmmuResources.Abort;
        var ats = description.Member.HasAts ? SteEats.Full : SteEats.Disabled;
        var entry = default(StreamTableEntry) with { V = true, EATS = ats, MEV = host.MergesEvents };
        if (to.Stage == Stage.One) return entry with { Config = SteConfig.S1Translate, S1ContextPtr = description.Context.Value };
        var shape = PageTableShape.StageOne(to.Granule, 64 - to.InputBits);
        return entry with
        {
            Config = SteConfig.S2Translate,
            S2VMID = to.Vmid,
            S2T0SZ = (byte)shape.Txsz,
            S2SL0 = shape.S2SL0,
            S2TG = shape.Tg0,
            S2PS = description.OutputSize,
            S2AA64 = true,
            S2PTW = true,
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
            IPS = description.OutputSize,
            EPD1 = true,
            R = true,
            A = true,
            ASID = to.Asid,
            TTB0 = to.Table.Value,
        };
    }
}
