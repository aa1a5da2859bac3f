# The network of cluster shop. The cluster itself is not made here; cniplan writes it for eksctl.
# Counted in the plan and not made here: load balancers web.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "main" {
  cidr_block           = "10.20.0.0/16"
  enable_dns_hostnames = true
  enable_dns_support   = true

  tags = {
    Name = "shop"
  }
}

resource "aws_subnet" "nodes_a" {
  vpc_id            = aws_vpc.main.id
  availability_zone = "eu-west-1a"
  cidr_block        = "10.20.0.0/22"

  tags = {
    Name                         = "nodes-a"
    "kubernetes.io/cluster/shop" = "shared"
  }
}

resource "aws_subnet" "nodes_b" {
  vpc_id            = aws_vpc.main.id
  availability_zone = "eu-west-1b"
  cidr_block        = "10.20.4.0/22"

  tags = {
    Name                         = "nodes-b"
    "kubernetes.io/cluster/shop" = "shared"
  }
}

resource "aws_subnet" "nodes_c" {
  vpc_id            = aws_vpc.main.id
  availability_zone = "eu-west-1c"
  cidr_block        = "10.20.8.0/22"

  tags = {
    Name                         = "nodes-c"
    "kubernetes.io/cluster/shop" = "shared"
  }
}

resource "aws_subnet" "public_a" {
  vpc_id                  = aws_vpc.main.id
  availability_zone       = "eu-west-1a"
  cidr_block              = "10.20.12.0/26"
  map_public_ip_on_launch = true

  tags = {
    Name                         = "public-a"
    "kubernetes.io/cluster/shop" = "shared"
    "kubernetes.io/role/elb"     = "1"
  }
}

resource "aws_subnet" "public_b" {
  vpc_id                  = aws_vpc.main.id
  availability_zone       = "eu-west-1b"
  cidr_block              = "10.20.12.64/26"
  map_public_ip_on_launch = true

  tags = {
    Name                         = "public-b"
    "kubernetes.io/cluster/shop" = "shared"
    "kubernetes.io/role/elb"     = "1"
  }
}

resource "aws_subnet" "public_c" {
  vpc_id                  = aws_vpc.main.id
  availability_zone       = "eu-west-1c"
  cidr_block              = "10.20.12.128/26"
  map_public_ip_on_launch = true

  tags = {
    Name                         = "public-c"
    "kubernetes.io/cluster/shop" = "shared"
    "kubernetes.io/role/elb"     = "1"
  }
}

resource "aws_subnet" "control_plane_a" {
  vpc_id            = aws_vpc.main.id
  availability_zone = "eu-west-1a"
  cidr_block        = "10.20.12.192/28"

  tags = {
    Name                         = "control-plane-a"
    "kubernetes.io/cluster/shop" = "shared"
  }
}

resource "aws_subnet" "control_plane_b" {
  vpc_id            = aws_vpc.main.id
  availability_zone = "eu-west-1b"
  cidr_block        = "10.20.12.208/28"

  tags = {
    Name                         = "control-plane-b"
    "kubernetes.io/cluster/shop" = "shared"
  }
}

resource "aws_subnet" "control_plane_c" {
  vpc_id            = aws_vpc.main.id
  availability_zone = "eu-west-1c"
  cidr_block        = "10.20.12.224/28"

  tags = {
    Name                         = "control-plane-c"
    "kubernetes.io/cluster/shop" = "shared"
  }
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id

  tags = {
    Name = "shop"
  }
}

resource "aws_eip" "public_a" {
  domain = "vpc"

  tags = {
    Name = "nat-public-a"
  }
}

resource "aws_nat_gateway" "public_a" {
  allocation_id = aws_eip.public_a.id
  subnet_id     = aws_subnet.public_a.id

  tags = {
    Name = "nat-public-a"
  }

  depends_on = [aws_internet_gateway.main]
}

resource "aws_eip" "public_b" {
  domain = "vpc"

  tags = {
    Name = "nat-public-b"
  }
}

resource "aws_nat_gateway" "public_b" {
  allocation_id = aws_eip.public_b.id
  subnet_id     = aws_subnet.public_b.id

  tags = {
    Name = "nat-public-b"
  }

  depends_on = [aws_internet_gateway.main]
}

resource "aws_eip" "public_c" {
  domain = "vpc"

  tags = {
    Name = "nat-public-c"
  }
}

resource "aws_nat_gateway" "public_c" {
  allocation_id = aws_eip.public_c.id
  subnet_id     = aws_subnet.public_c.id

  tags = {
    Name = "nat-public-c"
  }

  depends_on = [aws_internet_gateway.main]
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  tags = {
    Name = "shop-public"
  }
}

resource "aws_route" "public" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_route_table" "via_public_a" {
  vpc_id = aws_vpc.main.id

  tags = {
    Name = "shop-via-public-a"
  }
}

resource "aws_route" "via_public_a" {
  route_table_id         = aws_route_table.via_public_a.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.public_a.id
}

resource "aws_route_table" "via_public_b" {
  vpc_id = aws_vpc.main.id

  tags = {
    Name = "shop-via-public-b"
  }
}

resource "aws_route" "via_public_b" {
  route_table_id         = aws_route_table.via_public_b.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.public_b.id
}

resource "aws_route_table" "via_public_c" {
  vpc_id = aws_vpc.main.id

  tags = {
    Name = "shop-via-public-c"
  }
}

resource "aws_route" "via_public_c" {
  route_table_id         = aws_route_table.via_public_c.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.public_c.id
}

resource "aws_route_table_association" "nodes_a" {
  subnet_id      = aws_subnet.nodes_a.id
  route_table_id = aws_route_table.via_public_a.id
}

resource "aws_route_table_association" "nodes_b" {
  subnet_id      = aws_subnet.nodes_b.id
  route_table_id = aws_route_table.via_public_b.id
}

resource "aws_route_table_association" "nodes_c" {
  subnet_id      = aws_subnet.nodes_c.id
  route_table_id = aws_route_table.via_public_c.id
}

resource "aws_route_table_association" "public_a" {
  subnet_id      = aws_subnet.public_a.id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table_association" "public_b" {
  subnet_id      = aws_subnet.public_b.id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table_association" "public_c" {
  subnet_id      = aws_subnet.public_c.id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table_association" "control_plane_a" {
  subnet_id      = aws_subnet.control_plane_a.id
  route_table_id = aws_route_table.via_public_a.id
}

resource "aws_route_table_association" "control_plane_b" {
  subnet_id      = aws_subnet.control_plane_b.id
  route_table_id = aws_route_table.via_public_b.id
}

resource "aws_route_table_association" "control_plane_c" {
  subnet_id      = aws_subnet.control_plane_c.id
  route_table_id = aws_route_table.via_public_c.id
}

output "vpc_id" {
  value = aws_vpc.main.id
}

output "subnet_ids" {
  description = "By the name that the plan gives the subnet"

  value = {
    "nodes-a"         = aws_subnet.nodes_a.id
    "nodes-b"         = aws_subnet.nodes_b.id
    "nodes-c"         = aws_subnet.nodes_c.id
    "public-a"        = aws_subnet.public_a.id
    "public-b"        = aws_subnet.public_b.id
    "public-c"        = aws_subnet.public_c.id
    "control-plane-a" = aws_subnet.control_plane_a.id
    "control-plane-b" = aws_subnet.control_plane_b.id
    "control-plane-c" = aws_subnet.control_plane_c.id
  }
}

output "control_plane_subnet_ids" {
  value = [
    aws_subnet.control_plane_a.id,
    aws_subnet.control_plane_b.id,
    aws_subnet.control_plane_c.id,
  ]
}

output "node_subnet_ids" {
  value = [
    aws_subnet.nodes_a.id,
    aws_subnet.nodes_b.id,
    aws_subnet.nodes_c.id,
  ]
}

output "load_balancer_subnet_ids" {
  value = [
    aws_subnet.public_a.id,
    aws_subnet.public_b.id,
    aws_subnet.public_c.id,
  ]
}
