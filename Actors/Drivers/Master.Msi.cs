using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Drivers;

/// <content>Where the device writes its interrupts (MsiProtocol).</content>
internal sealed partial class Master<TRequester>
{
    private ulong _doorbells;
    private DomainId? _guestMsiOf;

    private IEnumerable<HostAction> Prepare(PrepareMsi request, TRequester requester)
    {
        Requester = requester;
        var (result, address) = (HostResult.NoEntry, new Iova(request.Doorbell.Value));
        if (Of(default) is { Tables: not null } own)
        {
            yield return HostAction.Request(new PlaceDoorbell(Thread.Ticket, own.Domain, request.Doorbell));
            var placed = (DoorbellPlaced)Thread.Answer!;
            (result, address) = (placed.Result, placed.Address);
            if (result == HostResult.Ok)
            {
                yield return Install(own, placed.Doorbells, null);
                result = ((DoorbellsInstalled)Thread.Answer!).Result;
                _doorbells |= placed.Doorbells;
                if (placed.Doorbells == 0) _guestMsiOf = own.Domain;
            }
        }
        else if (Of(default) is not null)
        {
            result = HostResult.Ok;
        }

        if (result == HostResult.Ok && _memory.History.IsOn)
            _memory.History.Record(new MsiComposed(description.Device, address, request.Doorbell));
        yield return HostAction.Report(new MsiPrepared(request.Request, result, address));
    }

    // Linux: iommufd_group_do_replace_reserved_iova and iommufd_group_setup_msi, before the new domain is in force.
    private IEnumerable<HostAction> KeepMsi(Attachment target)
    {
        // Before Linux 1f7df3a69174 what was prepared was known by a pointer into the domain in which it was, and gone with it.
        var doorbells = Bugs.Has(Bug.MsiCookiePointer) ? 0 : _doorbells;
        if (target.Tables is null || (doorbells == 0 && _guestMsiOf is null)) yield break;
        yield return Install(target, doorbells, _guestMsiOf);
        _result = ((DoorbellsInstalled)Thread.Answer!).Result;
        if (_result == HostResult.Ok && _guestMsiOf is not null) _guestMsiOf = target.Domain;
    }

    private HostAction Install(Attachment where, ulong doorbells, DomainId? from) =>
        HostAction.Request(new InstallDoorbells(Thread.Ticket, where.Domain, where.Tables!.Granule, doorbells, from));
}
