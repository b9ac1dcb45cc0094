// CMake wants one source in an archive made of object libraries.
