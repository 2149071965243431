using System.Buffers.Binary;
using System.Collections.Immutable;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>Requests, and what of the state each of them asks.</summary>
internal sealed partial class ContextThreads<TUser>
{
    // What Linux' VMM asks for is not said here: the driver's viommu keeps the events (ViommuProtocol).
    private const uint EventDepth = 1;

    /// <summary>Takes up a request.</summary>
    public void Begin(IIommufdRequest request, TUser user)
    {
        switch (request)
        {
            case MapIoas or UnmapIoas or PinPages or UnpinPages:
                BeginInSpace(request, user);
                break;
            case RespondToFault respond:
                Answer(respond, user);
                break;
            case CloseContext close when _inSpaces.Count != 0:
                _close = (close, user);
                break;
            default:
                Enqueue(user, request, reply => Ioctl(request, user, reply));
                break;
        }
    }

    private IEnumerable<KernelCall> Ioctl(IIommufdRequest request, TUser user, Reply reply) => request switch
    {
        BindDevice bind => Bind(bind, reply),
        UnbindDevice unbind => _state.Unbind(reply, unbind.Device),
        AllocHwpt alloc => _state.AllocHwpt(reply, RequestOf(alloc)),
        AttachHwpt attach => _state.Attach(reply, attach.Device, attach.Pasid, attach.To),
        ReplaceHwpt replace => _state.Replace(reply, replace.Device, replace.Pasid, replace.To),
        DetachHwpt detach => _state.Detach(reply, detach.Device, detach.Pasid),
        AllocViommu alloc =>
            _state.AllocViommu(reply, 0, UserDataType.ArmSmmuV3, alloc.Device, alloc.Parent, UserData.None),
        AllocVdevice alloc => _state.AllocVdevice(reply, 0, alloc.Viommu, alloc.Device, alloc.Stream.Value),
        AllocNestedHwpt alloc => _state.AllocHwpt(reply, RequestOf(alloc)),
        InvalidateHwpt invalidate => _state.Invalidate(reply, invalidate.Viommu, ArrayOf(invalidate)),
        DestroyObject destroy => Lazily(() => _state.Destroy(reply, destroy.Id)),
        CloseContext => _state.Close(reply),
        AttachAccess attach => OnAccess(reply, attach.Access, access =>
            attach.IsReplace ? _state.ReplaceAccess(reply, access, attach.Ioas) : _state.AttachAccess(reply, access, attach.Ioas)),
        DestroyAccess destroy => OnAccess(reply, destroy.Access, _state.DestroyAccess),
        CloseQueueFile close => CloseQueue(close, reply),
        _ => Create(request, user, reply),
    };

    private IEnumerable<KernelCall> Bind(BindDevice bind, Reply reply)
    {
        reply.Result = Errno.ENODEV;
        if (_description.Devices.FirstOrDefault(one => one.Device == bind.Device) is not { } traits) yield break;
        reply.Result = _state.Bind(traits, out var bound);
        reply.Id = bound?.Id ?? default;
    }

    private IEnumerable<KernelCall> Create(IIommufdRequest request, TUser user, Reply reply)
    {
        switch (request)
        {
            case AllocIoas:
                reply.Result = _state.AllocIoas(0, out var ioas);
                reply.Id = ioas!.Id;
                _turns.Enqueue(new ContextTurn<TUser>(ContextAudience.NewIoas, Ioas: ioas.Id));
                break;
            case CreateAccess create:
                reply.Id = _state.CreateAccess(create.HasUnmapCallback).Id;
                _owners[reply.Id] = user;
                break;
            case AllocFaultQueue:
                reply.Result = _state.AllocFault(0, out var fault);
                reply.Id = fault!.Id;
                _owners[reply.Id] = user;
                break;
            case AllocVeventq alloc:
                reply.Result = _state.AllocVeventq(0, alloc.Viommu, (uint)alloc.Kind + 1, EventDepth, out var events);
                if (events is not null) Listen(reply, events, user);
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"no ioctl {request.GetType().Name}");
        }

        yield break;
    }

    private void Listen(Reply reply, VeventqObject queue, TUser user)
    {
        reply.Id = queue.Id;
        _owners[queue.Id] = user;
        TellDriver(new ListenForVirtualEvents(_viommus[queue.Viommu.Id]));
        Read(queue);
    }

    private IEnumerable<KernelCall> CloseQueue(CloseQueueFile close, Reply reply)
    {
        var queue = _state.Table.Find<IommufdObject>(close.Queue);
        if (queue is VeventqObject events) IommufdState.CloseFile(events);
        else if (queue is not FaultObject) reply.Result = Errno.ENOENT;
        foreach (var call in queue is FaultObject fault ? _state.CloseFault(fault) : []) yield return call;
    }

    private IEnumerable<KernelCall> OnAccess(Reply reply, IommufdId id, Func<AccessObject, IEnumerable<KernelCall>> ioctl)
    {
        var access = _state.Table.Find<AccessObject>(id);
        reply.Result = access is null ? Errno.ENOENT : Errno.Ok;
        foreach (var call in access is null ? [] : ioctl(access)) yield return call;
    }

    // Not before it is its turn.
    private static IEnumerable<KernelCall> Lazily(Func<IEnumerable<KernelCall>> calls)
    {
        foreach (var call in calls()) yield return call;
    }

    private static HwptRequest RequestOf(AllocHwpt alloc)
    {
        var flags = (alloc.IsNestParent ? HwptFlags.NestParent : 0) | (alloc.TakesPasids ? HwptFlags.Pasid : 0);
        return new HwptRequest(alloc.Device, alloc.Parent)
        {
            Flags = alloc.Fault is null ? flags : flags | HwptFlags.FaultIdValid,
            Fault = alloc.Fault ?? default,
        };
    }

    private static HwptRequest RequestOf(AllocNestedHwpt alloc)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, alloc.Entry.D0);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), alloc.Entry.D1);
        return new HwptRequest(alloc.Device, alloc.Viommu)
        {
            Flags = alloc.Fault is null ? HwptFlags.None : HwptFlags.FaultIdValid,
            Data = new UserData(UserDataType.ArmSmmuV3, bytes.Length, bytes),
            Fault = alloc.Fault ?? default,
        };
    }

    // Of what cannot be read there is no entry.
    private UserArray ArrayOf(InvalidateHwpt invalidate)
    {
        var isTooLong = invalidate.Count > int.MaxValue / Command.SizeBytes;
        var bytes = isTooLong ? null : _description.Read(invalidate.Commands, (int)invalidate.Count * Command.SizeBytes);
        return new UserArray(UserDataType.ArmSmmuV3, Command.SizeBytes, invalidate.Count, bytes ?? ReadOnlyMemory<byte>.Empty);
    }

    private void Answer(RespondToFault respond, TUser user)
    {
        var reply = new Reply { Result = Errno.ENOENT };
        if (_state.Table.Find<FaultObject>(respond.Fault) is { } fault)
            foreach (var call in _state.Respond(reply, fault, respond.Cookie, respond.Code)) AtOnce(call);
        Tell(user, EndOf(respond, reply));
    }

    // The address space, and the access, are in use until it has answered.
    private void BeginInSpace(IIommufdRequest request, TUser user)
    {
        var ticket = NextTicket();
        var (refused, held, space) = request switch
        {
            MapIoas map when map.SizeBytes == ulong.MaxValue || map.Address?.Value == ulong.MaxValue => (Errno.EOVERFLOW, [], null),
            MapIoas map => InSpace(map.Ioas, new IoasMap(ticket, map.Memory, map.SizeBytes, map.Address, map.IsWritable)),
            UnmapIoas unmap => Unmap(unmap, ticket),
            PinPages pin => OfAccess(
                pin.Access, isPin: true, new IoasPin(ticket, pin.Access, pin.Address, pin.SizeBytes, pin.IsWritten, IsContiguous: false)),
            UnpinPages unpin => OfAccess(
                unpin.Access, isPin: false, new IoasUnpin(ticket, unpin.Access, unpin.Address, unpin.SizeBytes)),
            _ => throw new System.Diagnostics.UnreachableException($"{request.GetType().Name} is not done in an address space"),
        };
        if (refused != Errno.Ok)
        {
            Tell(user, EndOf(request, new Reply { Result = refused }));
            return;
        }

        foreach (var one in held) one.Hold();
        _inSpaces.Add(ticket, new SpaceJob(user, request.Request, held));
        TellIoas(held.OfType<IoasObject>().First().Id, space!);
    }

    private (Errno Refused, ImmutableArray<IommufdObject> Held, IIoasRequest? Request) Unmap(UnmapIoas unmap, RequestId ticket)
    {
        var (first, size) = (unmap.Address.Value, unmap.SizeBytes);
        var isAll = first == 0 && size == ulong.MaxValue;
        if (size == 0) return (Errno.EINVAL, [], null);
        if (first + (size - 1) < first) return (Errno.EOVERFLOW, [], null);
        return InSpace(unmap.Ioas, new IoasUnmap(ticket, unmap.Address, new Iova(first + (size - 1)), isAll));
    }

    private (Errno Refused, ImmutableArray<IommufdObject> Held, IIoasRequest? Request) InSpace(IommufdId id, IIoasRequest request) =>
        _state.Table.Find<IoasObject>(id) is { } ioas ? (Errno.Ok, [ioas], request) : (Errno.ENOENT, [], null);

    private (Errno Refused, ImmutableArray<IommufdObject> Held, IIoasRequest? Request) OfAccess(
        IommufdId id, bool isPin, IIoasRequest request)
    {
        if (_state.Table.Find<AccessObject>(id) is not { } access) return (Errno.ENOENT, [], null);
        var refused = isPin ? IommufdState.CanPin(access) : Errno.Ok;
        if (refused != Errno.Ok) return (refused, [], null);
        return (isPin ? access.Ioas : access.UnpinIoas) is { } ioas ? (Errno.Ok, [access, ioas], request) : (Errno.ENOENT, [], null);
    }
}
